import { t } from '@vscode/l10n';
import type { SweepView } from '../../engine/view';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import { lastLinesOf } from '../last-lines';
import { latestMetricsOf } from '../latest-metrics';
import { formatOf, type ListOptions } from '../list-format';
import { canRedraw } from '../live-text';
import { instanceJson, renderInstance } from '../output/instance';
import { type PrintedList, printList } from '../output/list';
import { renderRun } from '../output/run';
import { screenOf, watchedScreenOf } from '../output/screen';
import { renderSweep } from '../output/sweep';
import { runJson, sweepJson } from '../output/sweep-json';
import { findInstance, latest, parseReference, resolveSweep, runOf } from '../reference';
import { type CliSession, withSession } from '../session';
import { print, say, type Terminal } from '../terminal';
import { tellAlerts } from './alerts';
import { continues, watchSweep } from './wait';

export interface StatusOptions extends ListOptions {
  /** Every run, regardless of the length of the list. */
  readonly all?: boolean;
  /** Repeatedly, until every job has ended. */
  readonly watch?: boolean;
}

/** Shows the status of a sweep, one of its runs, or an instance; with `--watch`, until the sweep ends. The newest sweep by default. */
export async function status(
  named: string | undefined,
  options: StatusOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const id = named ?? (options.watch ? latest : undefined);
  if (id === undefined)
    throw new UsageError(t('Missing required argument "id". See: {0}', 'spawn status --help'));
  const reference = parseReference(id);
  if (
    options.watch &&
    (formatOf(options) !== 'table' || reference.kind === 'instance' || reference.run !== undefined)
  )
    throw new UsageError(
      t('--watch shows a sweep, as a table: leave out --json and --format, and name a sweep.'),
    );
  return withSession(options, terminal, async (session) => {
    const { engine } = session;
    const now = terminal.clock.now();
    if (reference.kind === 'instance') {
      const instance = await findInstance(engine, reference.instanceId, terminal.interrupted);
      printList(
        terminal,
        options,
        single(instanceJson(instance), () => renderInstance(instance, now)),
      );
      return exitCodes.done;
    }
    const sweepId = await resolveSweep(reference.sweep, engine, terminal.interrupted);
    const view = await engine.view(sweepId, terminal.interrupted);
    if (reference.run !== undefined) {
      const run = runOf(view, reference.run);
      printList(
        terminal,
        options,
        single(runJson(run, now), () => renderRun(run, view.id, now)),
      );
      return exitCodes.done;
    }
    if (options.watch) return watch(view, session, terminal);
    const isTable = formatOf(options) === 'table';
    const [lastLines, metrics] = isTable
      ? await Promise.all([
          lastLinesOf(view, engine, terminal.interrupted),
          latestMetricsOf(view, engine, terminal.interrupted),
        ])
      : [];
    printList(terminal, options, {
      json: sweepJson(view, now),
      records: view.runs.map((run) => runJson(run, now)),
      fields: ['index', 'name'],
      table: () =>
        renderSweep(view, now, session, watchedScreenOf(terminal), { ...options, lastLines, metrics }),
    });
    await tellAlerts([view], session, terminal);
    return exitCodes.done;
  });
}

const single = (record: Readonly<Record<string, unknown>>, table: () => string): PrintedList => ({
  json: record,
  records: [record],
  fields: [],
  table,
});

async function watch(first: SweepView, session: CliSession, terminal: Terminal): Promise<ExitCode> {
  const { left, view } = await watchSweep(session, first, terminal, true);
  if (left) for (const line of continues(view, session.flags)) say(terminal, line);
  else if (!canRedraw(terminal)) {
    const lastLines = await lastLinesOf(view, session.engine, terminal.interrupted);
    print(terminal, renderSweep(view, terminal.clock.now(), session, screenOf(terminal), { lastLines }));
  }
  await tellAlerts([view], session, terminal);
  return exitCodes.done;
}
