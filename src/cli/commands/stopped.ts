import { formatUsd } from '../../cost/money';
import type { Engine, LaunchProgress } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import type { SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import { Interruption, interruptedCode } from '../interruption';
import { plain } from '../output/plain';
import { countStates } from '../output/run-state';
import { runJson } from '../output/sweep-json';
import { printJson, say, type Terminal } from '../terminal';

/** A launch that has ended before its time. */
interface Stopped {
  readonly session: { readonly engine: Pick<Engine, 'view'>; readonly flags: string };
  readonly options: { readonly json?: boolean };
  readonly terminal: Terminal;
  /** Of a sweep that had a record before. */
  readonly sweepId?: string;
}

/**
 * Says what there is of a sweep whose launch ended before its time, by Ctrl-C or by any failure, and how to go on: what has
 * been launched costs, whatever stopped the rest.
 * @throws what stopped it, where nothing had been launched
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
    throw new Interruption('Nothing was launched.', { cause: error });
  }
  const failure = error instanceof Failure && !interrupted ? error : undefined;
  const view = await session.engine.view(sweepId).catch(whenUnseen);
  say(
    terminal,
    failure === undefined
      ? `spawn: Interrupted. Launching ${sweepId} stopped.`
      : `spawn: ${plain(failure.message)} [${plain(failure.code)}]\nLaunching ${sweepId} stopped there.`,
  );
  say(terminal, `${nowText(view, last)} What runs continues until its job or its TTL ends, and costs.`);
  if (view === undefined || view.resumable)
    say(terminal, `Launch the rest:  spawn resume ${sweepId}${session.flags}`);
  say(terminal, `End what runs:    spawn cancel ${sweepId}${session.flags}`);
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
  // What nobody foresaw is shown with its stack as well.
  if (failure === undefined && !interrupted) throw error;
  return interrupted ? interruptedCode(terminal) : exitCodes.failed;
}

function nowText(view: SweepView | undefined, last: LaunchProgress | undefined): string {
  if (view !== undefined) return `Now: ${countStates(view.runs)}; ${formatUsd(view.accruedUsd)} so far.`;
  if (last === undefined) return 'What was launched before cannot be seen now.';
  return `${last.launched} of ${last.size} runs have an instance.`;
}

/** Whatever stopped the launch, a session that ended or a network that is gone, may keep it from being seen too. */
const whenUnseen = (error: unknown): undefined => {
  if (error instanceof Failure) return undefined;
  throw error;
};
