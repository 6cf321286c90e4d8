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

/** Nothing new: what stays the same from poll to poll is the same object, but for statuses, which are listed anew. */
export const sameEvidence = (a: RunEvidence, b: RunEvidence): boolean =>
  a.launch === b.launch &&
  a.instance === b.instance &&
  a.ended === b.ended &&
  a.cancelled === b.cancelled &&
  a.dropped === b.dropped &&
  a.stopped === b.stopped &&
  a.extendedTo === b.extendedTo &&
  a.status?.state === b.status?.state &&
  a.status?.exitCode === b.status?.exitCode &&
  a.status?.at === b.status?.at &&
  a.status?.instanceId === b.status?.instanceId;
