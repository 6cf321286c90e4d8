import type { Run } from '../../sweep/run';
import type { CancelledEntry, DroppedEntry, EndedEntry, StoppedEntry } from '../journal/entry';
import type { LaunchState, RunLaunch } from '../journal/fold';
import type { Instance } from '../ports';
import type { JobStatus } from './claims';

/** What was heard of one run. */
export interface RunEvidence {
  readonly launch: RunLaunch;
  readonly status?: JobStatus | undefined;
  readonly instance?: Instance | undefined;
  /** The instance was seen to have ended, by now or before. */
  readonly ended?: EndedEntry | undefined;
  readonly cancelled?: CancelledEntry | undefined;
  readonly dropped?: DroppedEntry | undefined;
  /** The instance was seen to be stopped. */
  readonly stopped?: StoppedEntry | undefined;
  /** Milliseconds since the epoch. */
  readonly extendedTo?: number | undefined;
}

export const evidenceOf = (
  { index }: Run,
  { cancelled, dropped, ended, extended, runs, stopped }: LaunchState,
  jobs: ReadonlyMap<number, JobStatus>,
  instance: Instance | undefined,
): RunEvidence => ({
  launch: runs[index] ?? queued,
  status: jobs.get(index),
  instance,
  ended: ended.get(index),
  cancelled,
  dropped: dropped.get(index),
  stopped: stopped.get(index),
  extendedTo: extended.get(index),
});

const queued: RunLaunch = { state: 'queued' };

/**
 * Nothing new was heard of a run since: what stays the same from poll to poll is the same object, but for statuses, which are listed
 * again. Compared where it is, for an object for each of ten thousand runs and polls is what a poll would take longest with.
 */
export function isAllHeard(
  heard: RunEvidence,
  { index }: Run,
  { cancelled, dropped, ended, extended, runs, stopped }: LaunchState,
  jobs: ReadonlyMap<number, JobStatus>,
  instance: Instance | undefined,
): boolean {
  const status = jobs.get(index);
  return (
    heard.launch === (runs[index] ?? queued) &&
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
