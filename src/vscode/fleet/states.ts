import {
  isFinal,
  isKnownState,
  type JobState,
  type KnownJobState,
  nameOfState,
  orderedStates,
} from '../../engine/job-states';
import type { RunView } from '../../engine/view';

/** A theme icon, and its theme color. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

const icons: Readonly<Record<KnownJobState, Icon>> = {
  queued: { id: 'watch', color: 'disabledForeground' },
  launching: { id: 'rocket', color: 'charts.blue' },
  'waiting-to-retry': { id: 'sync', color: 'charts.orange' },
  pending: { id: 'clock', color: 'charts.blue' },
  running: { id: 'play-circle', color: 'charts.blue' },
  overdue: { id: 'flame', color: 'charts.red' },
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  'stopped-early': { id: 'debug-stop', color: 'charts.purple' },
  expired: { id: 'history', color: 'charts.yellow' },
  interrupted: { id: 'zap', color: 'charts.orange' },
  cancelled: { id: 'circle-slash', color: 'disabledForeground' },
  'launch-failed': { id: 'warning', color: 'testing.iconFailed' },
  lost: { id: 'question', color: 'charts.yellow' },
};

/** Icon of a job state; states that this version doesn't know get a neutral one. */
export const iconOfState = (state: JobState): Icon =>
  isKnownState(state) ? icons[state] : { id: 'circle-outline' };

/** True while the job hasn't ended. An unknown state counts as ended unless its instance still costs money. */
export const isUnfinished = (run: RunView): boolean =>
  !isFinal(run.state) || (run.billing && !isKnownState(run.state));

/** Runs by state, in display order; unknown states between failures and completed runs. */
export function byState(runs: readonly RunView[]): ReadonlyMap<JobState, readonly RunView[]> {
  const groups = new Map<JobState, RunView[]>();
  for (const run of runs) {
    const group = groups.get(run.state);
    if (group === undefined) groups.set(run.state, [run]);
    else group.push(run);
  }
  const place = (state: JobState) => {
    const known = orderedStates.indexOf(state);
    return known === -1 ? orderedStates.indexOf('succeeded') - 0.5 : known;
  };
  return new Map([...groups].sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b)));
}

/** Counts of runs as text, one for each state in display order: `3 running`, `1 failed`. */
export function countsByState(
  runs: readonly RunView[],
  keep: (state: JobState) => boolean = () => true,
): readonly string[] {
  return [...byState(runs)].flatMap(([state, group]) =>
    keep(state) ? [`${group.length} ${nameOfState(state)}`] : [],
  );
}

export const countOf = (runs: readonly RunView[], keep: (run: RunView) => boolean): number =>
  runs.reduce((count, run) => (keep(run) ? count + 1 : count), 0);
