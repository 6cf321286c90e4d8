import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Engine, LaunchProgress } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import type { SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import { Interruption, interruptedCode } from '../interruption';
import { plain } from '../output/plain';
import { countStates } from '../output/run-state';
import { screenOf } from '../output/screen';
import { runJson } from '../output/sweep-json';
import { printJson, say, type Terminal } from '../terminal';

/** An interrupted launch. */
interface Stopped {
  readonly session: { readonly engine: Pick<Engine, 'view'>; readonly flags: string };
  readonly options: { readonly json?: boolean };
  readonly terminal: Terminal;
  /** For a sweep that already had a record. */
  readonly sweepId?: string;
}

/**
 * Shows the state of a sweep whose launch was interrupted by Ctrl-C or by any failure, and how to continue: instances
 * that were launched cost money, whatever stopped the launch.
 * @throws the cause, if nothing had been launched
 */
export async function tellStopped(
  stopped: Stopped,
  last: LaunchProgress | undefined,
  error: unknown,
): Promise<ExitCode> {
  const { session, options, terminal } = stopped;
  const interrupted = terminal.interrupted.aborted;
  const sweepId = last?.sweepId ?? stopped.sweepId;
  if (sweepId === undefined) {
    if (!interrupted) throw error;
    throw new Interruption(t('Nothing was launched.'), { cause: error });
  }
  const failure = error instanceof Failure && !interrupted ? error : undefined;
  const view = await session.engine.view(sweepId).catch(whenUnseen);
  const voice = screenOf(terminal, 'stderr').paint.bad('spawn:');
  say(
    terminal,
    failure === undefined
      ? `${voice} ${t('Interrupted. Launching {0} stopped.', sweepId)}`
      : `${voice} ${plain(failure.message)} [${plain(failure.code)}]\n${t('Launching {0} stopped there.', sweepId)}`,
  );
  say(
    terminal,
    `${nowText(view, last)} ${t('Running instances continue, and cost, until their job or their TTL ends.')}`,
  );
  if (view === undefined || view.resumable)
    say(terminal, t('To launch the rest: {0}', `spawn resume ${sweepId}${session.flags}`));
  say(terminal, t('To end what is running: {0}', `spawn cancel ${sweepId}${session.flags}`));
  if (options.json) {
    printJson(terminal, {
      sweep_id: sweepId,
      stopped: true,
      error: failure === undefined ? null : { code: failure.code, message: failure.message },
      launched: last?.launched ?? null,
      size: last?.size ?? view?.runs.length ?? null,
      runs: view?.runs.map((run) => runJson(run, terminal.clock.now())) ?? [],
    });
  }
  // An unexpected error is shown with its stack trace.
  if (failure === undefined && !interrupted) throw error;
  return interrupted ? interruptedCode(terminal) : exitCodes.failed;
}

function nowText(view: SweepView | undefined, last: LaunchProgress | undefined): string {
  if (view !== undefined)
    return t('Now: {0}; {1} so far.', countStates(view.runs), formatUsd(view.accruedUsd));
  if (last === undefined) return t("What was launched before can't be seen now.");
  return t('{0} of {1} runs have an instance.', last.launched, last.size);
}

/** A closed session or a broken network, which stopped the launch, can also make the sweep inaccessible. */
const whenUnseen = (error: unknown): undefined => {
  if (error instanceof Failure) return undefined;
  throw error;
};
