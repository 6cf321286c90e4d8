import type { Engine } from '../../engine/engine';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { countStates, hasEnded } from '../output/run-state';
import { sweepJson } from '../output/sweep-json';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface CancelOptions extends GlobalOptions {
  readonly keepRunning?: boolean;
  readonly yes?: boolean;
}

/** Ends a sweep: terminates its instances, or with `--keep-running` only launches no more. */
export async function cancel(id: string, options: CancelOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags, local }) => {
    const keepRunning = options.keepRunning ?? false;
    const sweepId = await sweepIdFor(id, engine, terminal.interrupted);
    const before = await engine.view(sweepId, terminal.interrupted);
    const alive = before.runs.filter(
      (run) => run.billing || (run.instanceId !== undefined && !hasEnded(run)),
    );
    const unfinished = before.runs.filter((run) => !hasEnded(run));
    const strays = before.strays ?? [];
    const doomed = alive.length + strays.length;
    if (!keepRunning && doomed > 0) {
      say(terminal, `${sweepId}: ${countStates(before.runs)}.`);
      for (const { id } of strays)
        say(terminal, `${id} carries the tags of this sweep, and is none of its runs.`);
      if (!local) say(terminal, await placeLine(engine, [...alive, ...strays], terminal.interrupted));
      const lost =
        before.bucket === undefined
          ? 'It has no bucket: what was not collected by now is lost.'
          : unfinished.length === 0
            ? 'All jobs have ended; their results stay.'
            : `What ${unfinished.length} unfinished ${unfinished.length === 1 ? 'job has' : 'jobs have'} not uploaded yet is lost.`;
      const question = `Terminate ${doomed} ${doomed === 1 ? 'instance' : 'instances'}? ${lost}`;
      if (!options.yes && !(await confirm(terminal, question, 'Nothing was terminated.')))
        return exitCodes.failed;
    }
    const { terminated, view } = await interruptible(
      terminal,
      () =>
        `Some instances of ${sweepId} may still be running, and cost. Cancel again: spawn cancel ${sweepId}${flags}`,
      () => engine.cancel(sweepId, { keepRunning }, terminal.interrupted),
    );
    if (options.json) printJson(terminal, { terminated, ...sweepJson(view, terminal.clock.now()) });
    else print(terminal, `Cancelled ${sweepId}: ${terminated} terminated; ${countStates(view.runs)}.`);
    return exitCodes.done;
  });
}

/** Where it happens, before it does: `Account 123456789012 · eu-central-1, us-east-1`. */
async function placeLine(
  engine: Engine,
  places: readonly { readonly region: string }[],
  signal: AbortSignal,
): Promise<string> {
  const { account } = await engine.identity(signal);
  return `Account ${account} · ${[...new Set(places.map(({ region }) => region))].sort().join(', ')}`;
}
