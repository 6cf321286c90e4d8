import { t } from '@vscode/l10n';
import type { Estimate } from '../../cost/estimate';
import type { LaunchOutcome, LaunchProgress } from '../../engine/engine';
import type { SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import { lastLinesOf } from '../last-lines';
import { canRedraw } from '../live-text';
import type { GlobalOptions } from '../options';
import { estimateJson } from '../output/estimate';
import { renderNothingLeft, renderOutcome } from '../output/outcome';
import { plain } from '../output/plain';
import { showProgress } from '../output/progress';
import { stateCounts } from '../output/run-state';
import { screenOf } from '../output/screen';
import { renderSweep } from '../output/sweep';
import { runJson } from '../output/sweep-json';
import { waitingNote } from '../output/waiting';
import type { CliSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';
import { whileDriving } from './driving';
import { nameInstances } from './name-instances';
import { tellStopped } from './stopped';
import { continues, type WaitedRun, watchSweep } from './wait';

/** A new launch, or the rest of one. */
export interface Launching {
  readonly session: CliSession;
  readonly options: GlobalOptions & { readonly wait?: boolean };
  readonly terminal: Terminal;
  /** The sweep that is resumed; undefined for a new one, whose ID is printed when it has a record. */
  readonly sweepId?: string;
  /** The state of the sweep before, if it had already been launched. */
  readonly before?: SweepView;
  readonly estimate?: Estimate;
  /** The resources of the launched sweep that continue after its jobs, line by line. */
  kept?(sweepId: string): readonly string[];
  /** Warnings that were shown before the launch, and can make the sweep fail: sentences. */
  readonly warnings?: readonly string[];
  act(onProgress: (progress: LaunchProgress) => void): Promise<LaunchOutcome>;
}

/** Shows the progress and the outcome of a launch; with `--wait`, continues until every job has ended. */
export async function carryOut(launching: Launching): Promise<ExitCode> {
  const { session, options, terminal, estimate, kept } = launching;
  let outcome: LaunchOutcome;
  let last: LaunchProgress | undefined;
  const progress = showProgress(terminal);
  try {
    outcome = await launching.act((now) => {
      last = now;
      progress.update(now.launched + now.failed, now.size, now.message);
    });
  } catch (error) {
    progress.end();
    return tellStopped(launching, last, error);
  } finally {
    progress.end();
  }
  if (terminal.interrupted.aborted) return tellStopped(launching, last, undefined);
  const sweepId = outcome.view.id;
  const nothingLeft = launching.before !== undefined && !wasLaunched(launching.before, outcome.view);
  if (!options.json) {
    const screen = screenOf(terminal);
    if (nothingLeft) print(terminal, renderNothingLeft(outcome.view, session));
    else print(terminal, renderOutcome(outcome.view, estimate, session, screen));
  } else if (nothingLeft) say(terminal, t('{0}: nothing was left to launch.', plain(sweepId)));
  if (outcome.view.runs.some(({ instanceId }) => instanceId !== undefined))
    for (const line of kept?.(sweepId) ?? []) say(terminal, line);
  warnAgain(launching);
  if (options.wait !== true && !options.json) await nameInstances(session, sweepId, terminal);
  const waiting = options.wait === true ? undefined : waitingNote(outcome.view, session.flags);
  if (waiting !== undefined) say(terminal, waiting);
  const { left, view } = options.wait
    ? await waitFor(outcome.view, launching)
    : { left: false, view: outcome.view };
  const now = terminal.clock.now();
  if (left) {
    for (const line of continues(view, session.flags)) say(terminal, line);
    return exitCodes.interrupted;
  }
  if (!options.json && options.wait && !canRedraw(terminal)) {
    const lastLines = await lastLinesOf(view, session.engine, terminal.interrupted);
    print(terminal, `\n${renderSweep(view, now, session, screenOf(terminal), { lastLines })}`);
  }
  if (options.json) {
    printJson(terminal, {
      sweep_id: sweepId,
      runs: view.runs.map((run) => runJson(run, now)),
      estimated_cost_usd: estimate?.usd ?? null,
      ...(estimate === undefined ? {} : { estimate: estimateJson(estimate) }),
      api_calls: outcome.apiCalls,
      ...(options.wait
        ? { states: Object.fromEntries(stateCounts(view.runs)), accrued_usd: view.accruedUsd }
        : {}),
    });
  }
  return exitCodeOf(view, options.wait === true);
}

/** Watches a sweep to its end, and launches the further attempts of its runs as its file says. */
function waitFor(view: SweepView, { options, session, terminal }: Launching): Promise<WaitedRun> {
  const watch = (): Promise<WaitedRun> => watchSweep(session, view, terminal, options.json !== true);
  return view.retries === true ? whileDriving(session, view.id, terminal, watch) : watch();
}

/** The output before the launch is no longer visible. */
function warnAgain({ terminal, warnings = [] }: Launching): void {
  if (warnings.length === 0) return;
  const { paint } = screenOf(terminal, 'stderr');
  say(terminal, paint.caution(t('Warnings:')));
  for (const warning of warnings) say(terminal, `  ${plain(warning)}`);
}

/** Without `--wait`, a launch is complete when every run has an instance or waits for one. */
function exitCodeOf(view: SweepView, waited: boolean): ExitCode {
  const bad = waited
    ? view.runs.some((run) => run.state !== 'succeeded')
    : view.runs.some((run) => run.state === 'launch-failed') || view.resumable;
  return bad ? exitCodes.failed : exitCodes.done;
}

/** Whether a run without an instance got one, or failed to launch. */
export function wasLaunched(before: SweepView, after: SweepView): boolean {
  const known = new Map(before.runs.map((run) => [run.index, run]));
  return after.runs.some(({ index, instanceId, state }) => {
    const run = known.get(index);
    return (
      run?.instanceId !== instanceId ||
      ((run?.state === 'queued' || run?.state === 'launching') && run.state !== state)
    );
  });
}
