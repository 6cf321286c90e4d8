import { breakdown, type CostShare } from '../../cost/breakdown';
import { formatUsd } from '../../cost/money';
import { dailySpend } from '../../cost/spend';
import type { RunView, SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import type { ListOptions } from '../list-format';
import { printList } from '../output/list';
import { unpricedNote } from '../output/sweep';
import { renderTable } from '../output/table';
import { resolveSweep } from '../reference';
import { withSession } from '../session';
import type { Tag } from '../tag';
import { say, type Terminal } from '../terminal';
import { tellAlerts } from './alerts';

export interface CostOptions extends ListOptions {
  readonly tag: readonly Tag[];
}

/** What sweeps have cost so far, and what they still may. */
export async function cost(options: CostOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, local, flags }) => {
    const named: string[] = [];
    for (const { key, value } of options.tag)
      if (key === 'sweep:id') named.push(await resolveSweep(value, engine, terminal.interrupted));
    const ids =
      named.length > 0 ? named : (await engine.sweeps(terminal.interrupted)).map((summary) => summary.id);
    const [only] = ids;
    const views =
      named.length === 1 && only !== undefined
        ? [await engine.view(only, terminal.interrupted)]
        : await engine.views(ids, terminal.interrupted);
    const others = options.tag.filter(({ key }) => key !== 'sweep:id');
    const sweeps = views
      .map((view) => ({ view, runs: view.runs.filter((run) => hasTags(run, others)) }))
      .filter(({ runs }) => runs.length > 0);
    const whole = others.length === 0;
    const lines = sweeps.map(({ view, runs }) => costLine(view, runs, whole));
    const sum = (of: (line: CostLine) => number): number =>
      lines.reduce((total, line) => total + of(line), 0);
    const total = {
      accrued_usd: sum((line) => line.accrued_usd),
      projected_usd: whole ? sum((line) => line.projected_usd ?? 0) : null,
      unpriced: sum((line) => line.unpriced),
    };
    const runs = sweeps.flatMap((sweep) => sweep.runs);
    const parts = partsOf(runs, terminal.clock.now());
    printList(terminal, options, {
      json: { sweeps: lines, ...total, ...parts },
      records: lines,
      fields: ['sweep_id'],
      table: () => [renderCost(lines, total, terminal.stdoutIsScreen), ...renderParts(parts)].join('\n'),
    });
    if (local) say(terminal, 'The local cloud is free of charge; this is what AWS would charge.');
    await tellAlerts(views, { flags, local }, terminal);
    if (lines.length === 0) say(terminal, 'Nothing matches, so nothing was spent.');
    return exitCodes.done;
  });
}

interface CostLine {
  readonly sweep_id: string;
  readonly runs: number;
  readonly billing: number;
  readonly accrued_usd: number;
  readonly projected_usd: number | null;
  readonly unpriced: number;
  readonly budget_usd: number | null;
}

interface CostParts {
  readonly by_day: readonly { readonly day: string; readonly usd: number }[];
  readonly by_type: readonly CostShare[];
  readonly by_region: readonly CostShare[];
  readonly by_state: readonly CostShare[];
}

function partsOf(runs: readonly RunView[], now: number): CostParts {
  return {
    by_day: [...dailySpend(runs, now)].map(([day, usd]) => ({ day, usd })),
    by_type: breakdown(runs, ({ instanceType }) => instanceType ?? 'not launched'),
    by_region: breakdown(runs, ({ region }) => region),
    by_state: breakdown(runs, ({ state }) => state),
  };
}

/** What tells nothing new, since all is in one line of it, is left out. */
function renderParts({ by_day, by_type, by_region, by_state }: CostParts): readonly string[] {
  const shares = (title: string, parts: readonly CostShare[]): readonly string[] =>
    parts.length < 2
      ? []
      : [
          '',
          title,
          renderTable(parts.map(({ key, runs, usd }) => [`  ${key}`, `${runs} runs`, formatUsd(usd)])),
        ];
  return [
    ...shares('By type:', by_type),
    ...shares('By region:', by_region),
    ...shares('By state:', by_state),
    ...(by_day.length < 2
      ? []
      : ['', 'By day (UTC):', renderTable(by_day.map(({ day, usd }) => [`  ${day}`, formatUsd(usd)]))]),
  ];
}

const hasTags = (run: RunView, tags: readonly Tag[]): boolean =>
  tags.every(({ key, value }) => run.instance?.tags[key] === value);

function costLine(view: SweepView, runs: readonly RunView[], whole: boolean): CostLine {
  const priced = runs.filter((run) => run.accruedUsd !== undefined);
  return {
    sweep_id: view.id,
    runs: runs.length,
    billing: runs.filter((run) => run.billing).length,
    accrued_usd: whole ? view.accruedUsd : priced.reduce((sum, run) => sum + (run.accruedUsd ?? 0), 0),
    projected_usd: whole ? view.projectedUsd : null,
    unpriced: whole
      ? view.unpriced
      : runs.filter((run) => run.launchedAt !== undefined && run.accruedUsd === undefined).length,
    budget_usd: view.budget ?? null,
  };
}

function renderCost(
  lines: readonly CostLine[],
  total: { readonly accrued_usd: number; readonly projected_usd: number | null; readonly unpriced: number },
  header: boolean,
): string {
  const projected = (usd: number | null): string => (usd === null ? '-' : formatUsd(usd));
  return [
    renderTable([
      ...(header ? [['SWEEP-ID', 'RUNS', 'STILL-COSTING', 'CURRENT', 'PROJECTED', 'BUDGET']] : []),
      ...lines.map((line) => [
        line.sweep_id,
        String(line.runs),
        String(line.billing),
        formatUsd(line.accrued_usd),
        projected(line.projected_usd),
        projected(line.budget_usd),
      ]),
      ['TOTAL', '', '', formatUsd(total.accrued_usd), projected(total.projected_usd), ''],
    ]),
    ...(total.unpriced === 0 ? [] : [unpricedNote(total.unpriced)]),
  ].join('\n');
}
