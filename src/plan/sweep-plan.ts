import type { Run } from '../sweep/run';
import type { CallSettings } from '../sweep/settings';

/** What the runs of one `RunInstances` call share. Its `iamPolicy` is that of `policiesOf`: also what lets an instance read secrets. */
export interface LaunchShape extends CallSettings {
  /** `terminate` unless the runs say `stop`. */
  readonly shutdownBehavior: 'terminate' | 'stop';
}

/** Runs that go out in one call, in the order of their `ami-launch-index`. At most 100. */
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
