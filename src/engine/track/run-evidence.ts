import type { Run } from '../../sweep/run';
import type { CancelledEntry, DroppedEntry, EndedEntry, RetriedEntry, StoppedEntry } from '../journal/entry';
import type { LaunchState, RunLaunch } from '../journal/fold';
import type { Instance } from '../ports';
import type { JobStatus } from './claims';

/** The observations of one run. */
export interface RunEvidence {
  /** Of its last attempt, as all but `retries`. */
  readonly launch: RunLaunch;
  /** The decisions on its attempts after the first one, in their order. */
  readonly retries?: readonly RetriedEntry[];
  readonly status?: JobStatus | undefined;
  readonly instance?: Instance | undefined;
  /** The instance was observed to have ended, now or before. */
  readonly ended?: EndedEntry | undefined;
  readonly cancelled?: CancelledEntry | undefined;
  readonly dropped?: DroppedEntry | undefined;
  /** The instance was observed to be stopped. */
  readonly stopped?: StoppedEntry | undefined;
  /** Milliseconds since the epoch. */
  readonly extendedTo?: number | undefined;
}

export const evidenceOf = (
  { index }: Run,
  { cancelled, dropped, ended, extended, retries, runs, stopped }: LaunchState,
  jobs: ReadonlyMap<number, JobStatus>,
  instance: Instance | undefined,
): RunEvidence => ({
  launch: runs[index] ?? queued,
  ...whenRetried(retries.get(index)),
  status: jobs.get(index),
  instance,
  ended: ended.get(index),
  cancelled,
  dropped: dropped.get(index),
  stopped: stopped.get(index),
  extendedTo: extended.get(index),
});

const queued: RunLaunch = { state: 'queued' };
const whenRetried = (retries: readonly RetriedEntry[] | undefined): Pick<RunEvidence, 'retries'> =>
  retries === undefined ? {} : { retries };

/**
 * Whether there is no new observation of a run: values that stay the same from poll to poll are the same object, except
 * for statuses, which are listed again. Compares in place, since an object for each of ten thousand runs and polls
 * would dominate the time of a poll.
 */
export function isAllHeard(
  heard: RunEvidence,
  { index }: Run,
  { cancelled, dropped, ended, extended, retries, runs, stopped }: LaunchState,
  jobs: ReadonlyMap<number, JobStatus>,
  instance: Instance | undefined,
): boolean {
  const status = jobs.get(index);
  return (
    heard.launch === (runs[index] ?? queued) &&
    (heard.retries?.length ?? 0) === (retries.get(index)?.length ?? 0) &&
    heard.instance === instance &&
    heard.ended === ended.get(index) &&
    heard.cancelled === cancelled &&
    heard.dropped === dropped.get(index) &&
    heard.stopped === stopped.get(index) &&
    heard.extendedTo === extended.get(index) &&
    heard.status?.state === status?.state &&
    heard.status?.exitCode === status?.exitCode &&
    heard.status?.at === status?.at &&
    heard.status?.instanceId === status?.instanceId
  );
}
