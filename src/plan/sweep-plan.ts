import type { Run } from '../sweep/run';
import type { CallSettings } from '../sweep/settings';

/**
 * The settings that runs of one `RunInstances` call share. Its `iamPolicy` is the result of `policiesOf`, so it
 * includes the secrets that an instance may read.
 */
export interface LaunchShape extends CallSettings {
  /** `terminate` unless the runs set `stop`. */
  readonly shutdownBehavior: 'terminate' | 'stop';
}

/** Runs that are launched in one call, in the order of their `ami-launch-index`. At most 100. */
export interface Batch {
  /** Stable within the sweep: `b0`, `b1`, … */
  readonly id: string;
  readonly shape: LaunchShape;
  readonly runs: readonly Run[];
}

export interface SweepPlan {
  readonly sweepId: string;
  readonly sweepName: string;
  readonly fileSha256: string;
  readonly size: number;
  readonly batches: readonly Batch[];
}
