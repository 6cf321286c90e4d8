import { t } from '@vscode/l10n';
import type { Engine } from '../../engine/engine';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { hint } from '../hint';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { counted } from '../output/counted';
import { countStates, hasEnded } from '../output/run-state';
import { sweepJson } from '../output/sweep-json';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface CancelOptions extends GlobalOptions {
  readonly keepRunning?: boolean;
  readonly yes?: boolean;
}

/** Cancels a sweep: terminates its instances, or with `--keep-running`, only stops launching more. */
export async function cancel(id: string, options: CancelOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags, local }) => {
    const keepRunning = options.keepRunning ?? false;
    const sweepId = await sweepIdFor(id, engine, terminal.interrupted);
    const before = await engine.view(sweepId, terminal.interrupted);
    const running = before.runs.filter(
      (run) => run.billing || (run.instanceId !== undefined && !hasEnded(run)),
    );
    const unfinished = before.runs.filter((run) => !hasEnded(run));
    const strays = before.strays ?? [];
    const doomed = running.length + strays.length;
    if (!keepRunning && doomed > 0) {
      say(terminal, `${sweepId}: ${countStates(before.runs)}.`);
      for (const { id } of strays)
        say(terminal, t("{0} has the tags of this sweep, but isn't the instance of one of its runs.", id));
      if (!local) say(terminal, await placeLine(engine, [...running, ...strays], terminal.interrupted));
      const lost =
        before.bucket === undefined
          ? t('It has no bucket: what was not collected is lost.')
          : unfinished.length === 0
            ? t('All jobs have ended; their results are kept.')
            : counted(
                unfinished.length,
                t('What 1 unfinished job has not uploaded yet is lost.'),
                t('What {0} unfinished jobs have not uploaded yet is lost.', unfinished.length),
              );
      const question = `${counted(doomed, t('Terminate 1 instance?'), t('Terminate {0} instances?', doomed))} ${lost}`;
      if (!options.yes && !(await confirm(terminal, question, t('Nothing was terminated.'))))
        return exitCodes.failed;
    }
    const { terminated, view } = await interruptible(
      terminal,
      () =>
        t(
          'Some instances of {0} may still be running, and cost. To cancel again: {1}',
          sweepId,
          `spawn cancel ${sweepId}${flags}`,
        ),
      () => engine.cancel(sweepId, { keepRunning }, terminal.interrupted),
    );
    if (options.json) printJson(terminal, { terminated, ...sweepJson(view, terminal.clock.now()) });
    else {
      print(terminal, t('Canceled {0}: {1} terminated; {2}.', sweepId, terminated, countStates(view.runs)));
      if (view.bucket !== undefined)
        hint(terminal, t('To collect its results: {0}', `spawn collect-results ${sweepId}${flags}`));
    }
    return exitCodes.done;
  });
}

/** The account and regions, shown before anything changes: `Account 123456789012 · eu-central-1, us-east-1`. */
async function placeLine(
  engine: Engine,
  places: readonly { readonly region: string }[],
  signal: AbortSignal,
): Promise<string> {
  const { account } = await engine.identity(signal);
  return `${t('Account {0}', account)} · ${[...new Set(places.map(({ region }) => region))].sort().join(', ')}`;
}
