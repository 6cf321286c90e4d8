import type { Run, Sweep } from '../sweep/run';

/** What the runs of one `RunInstances` call share. */
export interface LaunchShape {
  readonly region: string;
  /** Tried in order. */
  readonly instanceTypes: readonly string[];
  readonly ami?: string;
  readonly spot: boolean;
  readonly spotMaxPrice?: number;
  readonly availabilityZone?: string;
  readonly subnet?: string;
  readonly securityGroups: readonly string[];
  readonly keyName?: string;
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

/** Where the instances of a sweep write their log, results and status. */
export interface RecordTarget {
  readonly bucket: string;
  readonly region: string;
  /** Address of the bucket without a slash at its end: `https://bucket.s3.us-east-1.amazonaws.com`. */
  readonly bucketUrl: string;
  /** How an instance may write: by its instance profile, or by a presigned POST form. */
  readonly write:
    | { readonly by: 'role' }
    | { readonly by: 'post'; readonly fields: Readonly<Record<string, string>> };
}

/** `sweep-ml-20260127-101500` (UTC) for a sweep named `ml`; `sweep-20260127-101500` for one without a name. */
export declare function sweepIdOf(sweepName: string, now: Date): string;

/**
 * Groups runs by launch shape, in batches of at most 100 whose packed user data fits 16,384 bytes.
 * @throws PlanError when a single run's user data does not fit.
 */
export declare function planSweep(
  sweep: Sweep,
  identity: { readonly sweepId: string; readonly fileSha256: string },
  target: RecordTarget | undefined,
): SweepPlan;

/** The gzip-packed user data of one call that launches `runs` of a batch: agent, script and row table. At most 16,384 bytes. */
export declare function userDataOf(
  plan: SweepPlan,
  runs: readonly Run[],
  target: RecordTarget | undefined,
): Uint8Array;

/** 64 ASCII characters at most; the same for the same sweep, batch and attempt. */
export declare function clientTokenOf(sweepId: string, batchId: string, attempt: number): string;

/**
 * Tags set by the launching call itself, shared by all its instances and volumes: sweep:id, sweep:name, sweep:size,
 * spawn:managed, spawn:batch, spawn:file-sha256, the user's, and spawn:on-complete and spawn:expires-at where its runs agree.
 */
export declare function launchTagsOf(
  plan: SweepPlan,
  batch: Batch,
  launchedAt: Date,
): Readonly<Record<string, string>>;

/** Tags of one run, set after the launch: Name, sweep:index, spawn:on-complete, spawn:expires-at. */
export declare function runTagsOf(run: Run, launchedAt: Date): Readonly<Record<string, string>>;
