import { t } from '@vscode/l10n';
import { breakdown } from '../../cost/breakdown';
import { dailySpend } from '../../cost/spend';
import type { RunView, SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import { hint } from '../hint';
import type { ListOptions } from '../list-format';
import { type CostRow, type PrintedParts, renderCost } from '../output/cost';
import { printList } from '../output/list';
import { plain } from '../output/plain';
import { screenOf } from '../output/screen';
import { endlessUsdPerHour } from '../output/sweep-cost';
import { resolveSweep } from '../reference';
import { withSession } from '../session';
import type { Tag } from '../tag';
import { say, type Terminal } from '../terminal';
import { tellAlerts } from './alerts';

export interface CostOptions extends ListOptions {
  readonly tag: readonly Tag[];
}

/** The accrued cost of sweeps, and their projected cost. */
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
    const costed = sweeps.map(({ view, runs }) => ({ line: costLine(view, runs, whole), runs }));
    const lines = costed.map(({ line }) => line);
    const sum = (of: (line: CostRow) => number): number => lines.reduce((total, line) => total + of(line), 0);
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
      table: () => renderCost(costed, total, parts, screenOf(terminal)),
    });
    if (local) say(terminal, t('The local cloud is free. These amounts are what AWS would charge.'));
    await tellAlerts(views, { flags, local }, terminal);
    if (lines.length === 0) say(terminal, t('No runs match.'));
    else if (lines.some(({ billing }) => billing > 0)) hint(terminal, endHint(lines, flags));
    return exitCodes.done;
  });
}

/** How to end the sweep that incurs charges, or how to select it among several. */
function endHint(lines: readonly CostRow[], flags: string): string {
  const costing = lines.filter(({ billing }) => billing > 0);
  const [only] = costing;
  return t(
    'To end what still costs: {0}',
    `spawn cancel ${costing.length === 1 && only !== undefined ? plain(only.sweep_id) : 'SWEEP-ID'}${flags}`,
  );
}

function partsOf(runs: readonly RunView[], now: number): PrintedParts {
  return {
    by_day: [...dailySpend(runs, now)].map(([day, usd]) => ({ day, usd })),
    by_type: breakdown(runs, ({ instanceType }) => instanceType ?? 'not launched'),
    by_region: breakdown(runs, ({ region }) => region),
    by_state: breakdown(runs, ({ state }) => state),
  };
}

const hasTags = (run: RunView, tags: readonly Tag[]): boolean =>
  tags.every(({ key, value }) => run.instance?.tags[key] === value);

function costLine(view: SweepView, runs: readonly RunView[], whole: boolean): CostRow {
  const priced = runs.filter((run) => run.accruedUsd !== undefined);
  return {
    sweep_id: view.id,
    runs: runs.length,
    billing: runs.filter((run) => run.billing).length,
    accrued_usd: whole ? view.accruedUsd : priced.reduce((sum, run) => sum + (run.accruedUsd ?? 0), 0),
    projected_usd: whole ? view.projectedUsd : null,
    usd_per_hour_without_ttl: endlessUsdPerHour(runs),
    unpriced: whole
      ? view.unpriced
      : runs.filter((run) => run.launchedAt !== undefined && run.accruedUsd === undefined).length,
    budget_usd: view.budget ?? null,
  };
}
