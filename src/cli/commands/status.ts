import { type ExitCode, exitCodes } from '../exit';
import type { ListOptions } from '../list-format';
import { instanceJson, renderInstance } from '../output/instance';
import { printList } from '../output/list';
import { renderRun } from '../output/run';
import { renderSweep, runJson, sweepJson } from '../output/sweep';
import { findInstance, parseReference, resolveSweep, runOf } from '../reference';
import { withSession } from '../session';
import type { Terminal } from '../terminal';
import { tellAlerts } from './alerts';

/** Shows how a sweep, a run of it, or an instance does. */
export async function status(id: string, options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const { engine } = session;
    const reference = parseReference(id);
    const now = terminal.clock.now();
    if (reference.kind === 'instance') {
      const instance = await findInstance(engine, reference.instanceId, terminal.interrupted);
      const record = instanceJson(instance);
      printList(terminal, options, {
        json: record,
        records: [record],
        fields: [],
        table: () => renderInstance(instance, now),
      });
      return exitCodes.done;
    }
    const view = await engine.view(
      await resolveSweep(reference.sweep, engine, terminal.interrupted),
      terminal.interrupted,
    );
    if (reference.run !== undefined) {
      const run = runOf(view, reference.run);
      const record = runJson(run, now);
      printList(terminal, options, {
        json: record,
        records: [record],
        fields: [],
        table: () => renderRun(run, view.id, now),
      });
      return exitCodes.done;
    }
    const json = sweepJson(view, now);
    printList(terminal, options, {
      json,
      records: view.runs.map((run) => runJson(run, now)),
      fields: ['index', 'name'],
      table: () => renderSweep(view, now, session),
    });
    await tellAlerts([view], session, terminal);
    return exitCodes.done;
  });
}
