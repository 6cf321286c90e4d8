import type { Estimate } from '../../cost/estimate';
import type { LaunchOutcome, LaunchProgress } from '../../engine/engine';
import type { SweepView } from '../../engine/view';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { estimateJson, estimateLine } from '../output/estimate';
import { plain } from '../output/plain';
import { showProgress } from '../output/progress';
import { countStates, renderSweep, runJson, stateCounts } from '../output/sweep';
import { renderTable } from '../output/table';
import type { Session } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';
import { tellStopped } from './stopped';
import { waitForEnd } from './wait';

/** A launch, or the rest of one. */
export interface Launching {
  readonly session: Session;
  readonly options: GlobalOptions & { readonly wait?: boolean };
  readonly terminal: Terminal;
  /** The sweep that is launched on; undefined for a new one, which says its id once it has a record. */
  readonly sweepId?: string;
  /** The sweep as it stood before, where it had been launched already. */
  readonly before?: SweepView;
  readonly estimate?: Estimate;
  /** What outlives its job of the sweep that was launched, line by line. */
  kept?(sweepId: string): readonly string[];
  act(onProgress: (progress: LaunchProgress) => void): Promise<LaunchOutcome>;
}

/** Shows how the launch goes and what came of it, and with `--wait` stays until every job has ended. */
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
    if (nothingLeft) print(terminal, renderNothingLeft(outcome.view, session));
    else print(terminal, renderOutcome(outcome.view, estimate, session));
  } else if (nothingLeft) say(terminal, `${plain(sweepId)}: nothing was left to launch.`);
  if (outcome.view.runs.some(({ instanceId }) => instanceId !== undefined))
    for (const line of kept?.(sweepId) ?? []) say(terminal, line);
  const view = options.wait ? await waitForEnd(session, outcome.view, terminal) : outcome.view;
  const now = terminal.clock.now();
  if (!options.json && options.wait) print(terminal, `\n${renderSweep(view, now, session)}`);
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

/** Without `--wait` a launch has done its work when every run got an instance or waits for one. */
function exitCodeOf(view: SweepView, waited: boolean): ExitCode {
  const bad = waited
    ? view.runs.some((run) => run.state !== 'succeeded')
    : view.runs.some((run) => run.state === 'launch-failed') || view.resumable;
  return bad ? exitCodes.failed : exitCodes.done;
}

export function renderOutcome(
  view: SweepView,
  estimate: Estimate | undefined,
  { local, flags }: Pick<Session, 'local' | 'flags'>,
): string {
  const refused = view.runs.filter((run) => run.state === 'launch-failed');
  return [
    'Instances:',
    renderTable(
      view.runs.map((run) => [
        `  ${run.name}`,
        `→ ${run.instanceId ?? '-'} (${plain(run.state)})`,
        plain(run.reason ?? ''),
      ]),
    ),
    '',
    refused.length === 0
      ? 'Sweep launched successfully! 🎉'
      : `Sweep launched in part: ${refused.length} of ${view.runs.length} runs could not be launched.`,
    '',
    `Sweep ID: ${view.id}`,
    `Instances: ${view.runs.filter((run) => run.instanceId !== undefined).length}`,
    '',
    'Monitor:',
    `  spawn status ${view.id}${flags}`,
    '',
    'Collect Results:',
    `  spawn collect-results ${view.id}${flags}`,
    ...(estimate === undefined
      ? []
      : ['', `${estimateLine(estimate)}${local ? ' on AWS, nothing here' : ''}`]),
  ].join('\n');
}

/** A sweep that somebody resumed, and that had been launched in full. */
export const renderNothingLeft = (view: SweepView, { flags }: Pick<Session, 'flags'>): string =>
  [
    `Nothing was left to launch of ${plain(view.id)}: ${countStates(view.runs)}.`,
    `  spawn status ${plain(view.id)}${flags}`,
  ].join('\n');

/** Whether a run that had no instance came by one, or was refused one. */
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
