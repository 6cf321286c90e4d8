import type { Run } from '../sweep/run';

/** What the runs of one `RunInstances` call share. */
export interface LaunchShape {
  readonly region: string;
  /** Tried in order. */
  readonly instanceTypes: readonly string[];
  readonly ami?: string;
  readonly spot: boolean;
  readonly spotMaxPrice?: number;
  readonly cpuCredits?: 'standard' | 'unlimited';
  readonly availabilityZone?: string;
  readonly subnet?: string;
  readonly securityGroups: readonly string[];
  readonly keyName?: string;
  /** As `policiesOf` has them: also what lets an instance read secrets. */
  readonly iamPolicy?: readonly string[];
  readonly iamRole?: string;
  readonly volumeSize?: number;
  /** `terminate` unless the runs say `stop`. */
  readonly shutdownBehavior: 'terminate' | 'stop';
  readonly tags: Readonly<Record<string, string>>;
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
