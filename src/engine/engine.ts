import type { Estimate } from '../cost/estimate';
import type { SweepPlan } from '../plan/plan';
import type { RunCurves } from '../results/curves/curve';
import type { ResultsTable } from '../results/record';
import type { ObjectRun } from '../sweep/objects';
import type { Sweep } from '../sweep/run';
import type { LeftBehind } from '../sweep/surroundings';
import type { Inventory, Removal } from './account/inventory';
import type { Login } from './connect/login';
import type { DeletionOutcome, DeletionPreview } from './delete/deletion';
import type { Check } from './doctor/check';
import type { ExtensionPreview } from './extend/new-end';
import type { JobState } from './job-states';
import type { AccountFacts } from './launch/facts';
import type { AccountState, Identity, Instance, OwnedResource, SetupStep, StartedSession } from './ports';
import type { SweepSummary, SweepView } from './view';

export interface LaunchRequest {
  readonly sweep: Sweep;
  readonly fileName: string;
  readonly fileText: string;
  /** Folder of the sweep file, from which `files` are packed. Without it, a sweep with `files` is refused. */
  readonly directory?: string;
  /** Region of the bucket with the record. */
  readonly region: string;
  /** Setting `spawn.bucket`; `none`: without one. */
  readonly bucket?: string | undefined;
  /** Launches even if Spot runs have to wait until their price is lower. */
  readonly waitForPrice?: boolean;
}

/** Everything that a user should see before money is spent. A preview creates nothing. */
export interface LaunchPreview {
  /** The previewed plan, which `launch` launches. */
  readonly request: LaunchRequest;
  readonly sweepId: string;
  readonly identity: Identity;
  readonly plan: SweepPlan;
  readonly estimate: Estimate;
  /** Resources that would be created in the account first. */
  readonly setup: readonly SetupStep[];
  /**
   * The sweep has no bucket: its record is only on this machine, and results are downloaded over ssh. `wanted`: the
   * user chose this; `denied`: this user isn't allowed to use the bucket, and didn't choose it.
   */
  readonly recordedHere?: 'wanted' | 'denied';
  /** Files that are sent to the instances through S3, packed once for each distinct `files` of its runs. */
  readonly packs?: readonly FilesPreview[];
  /** Calls the launch will make, by action: `RunInstances` → 1. */
  readonly calls: Readonly<Record<string, number>>;
  /** Why EC2 would refuse every launching call: sentences. A launch stops before it creates anything. */
  readonly refused?: string;
  /** Why Spot runs would wait until their price is lower: sentences. A launch stops there unless waiting was requested. */
  readonly tooLow?: string | undefined;
  /** Additional information, a sentence each: permissions, quotas, no TTL. */
  readonly notes: readonly string[];
  /** AWS answers of this preview, reused by the next check of the file. */
  readonly facts?: AccountFacts;
}

export interface FilesPreview {
  /** `files` as in the sweep file. */
  readonly patterns: readonly string[];
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Matching files that aren't included. */
  readonly left: LeftBehind;
  /** Size of the compressed archive, in bytes. */
  readonly packedBytes: number;
}

export interface LaunchProgress {
  /**
   * ID of the sweep when its record exists, so that it can be resumed and canceled: the previewed one, or the next one
   * if another launch had already taken that.
   */
  readonly sweepId?: string;
  readonly launched: number;
  readonly failed: number;
  readonly size: number;
  /** The current step, a sentence. */
  readonly message: string;
}

export interface LaunchOutcome {
  readonly view: SweepView;
  readonly apiCalls: Readonly<Record<string, number>>;
}

/** Which runs a user wants to retry: these, by name, or all whose last attempt ended in one of these states. */
export interface RetryWish {
  readonly runs?: readonly string[];
  readonly states: readonly string[];
}

/** A run and the attempt of it that would be launched. */
export interface RetriedRun {
  readonly index: number;
  readonly name: string;
  /** How its last attempt ended. */
  readonly state: JobState;
  /** The number of the attempt that follows; from 2. */
  readonly attempt: number;
}

/** What a retry would launch. Making one changes nothing. */
export interface RetryPreview {
  readonly sweepId: string;
  readonly identity: Identity;
  readonly runs: readonly (RetriedRun & {
    /** What the earlier attempts left of its TTL, seconds; missing: it has none. */
    readonly ttlSeconds?: number;
    /** What the attempt costs at most, USD; missing: the price is unknown, or there is no TTL. */
    readonly usd?: number;
  })[];
  /** Runs that were requested, and that can't be retried. */
  readonly refused: readonly (RetriedRun & { readonly reason: string })[];
}

export interface CollectProgress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Where results are stored, and how they are downloaded over ssh. */
export interface CollectHow extends Omit<Login, 'folder'> {
  /**
   * Folder that must contain the directory after links are resolved, because the user didn't choose the directory: a
   * workspace folder. A link that leads out of it is refused with `ResultsLeadOut`.
   */
  readonly within?: string | undefined;
}

/** The files of one run in the folder: downloaded now, or unchanged since an earlier download. */
export interface CollectedOfRun {
  /** Without the log. */
  readonly files: number;
  readonly log: boolean;
}

export interface CollectOutcome {
  readonly directory: string;
  readonly files: number;
  readonly bytes: number;
  /** Files that couldn't be collected; `notes` gives the reasons. */
  readonly missed: number;
  /** Files that had not changed since the last collect. */
  readonly unchanged: number;
  /** Runs with at least one file. */
  readonly runs: number;
  /** By the name of the run; runs without any files are missing. */
  readonly ofRuns: ReadonlyMap<string, CollectedOfRun>;
  /** Runs whose metrics are in `metrics.csv`. */
  readonly metrics: number;
  readonly notes: readonly string[];
  /** The sweep at the start of collecting. */
  readonly view: SweepView;
}

export interface CancelOutcome {
  readonly terminated: number;
  readonly view: SweepView;
}

/** Account tasks other than those of a launch. */
export interface SetupWishes {
  /** Number of days after which results are deleted; 0: never. Undefined: unchanged. */
  readonly expireDays?: number;
}

/** Sweeps over time, without a user interface. Every method rejects with a Failure. */
export interface Engine {
  identity(signal?: AbortSignal): Promise<Identity>;
  preview(request: LaunchRequest, signal?: AbortSignal): Promise<LaunchPreview>;
  /**
   * Runs for the objects that a pattern names now: `s3://bucket/inputs/*.csv`.
   * @throws Failure `NoObjects`, `TooManyObjects`
   */
  objectRuns(pattern: string, signal?: AbortSignal): Promise<readonly ObjectRun[]>;
  /** Launches exactly the previewed plan. Aborting stops launching; running instances continue, and `resume` launches the rest. */
  launch(
    preview: LaunchPreview,
    onProgress: (progress: LaunchProgress) => void,
    signal?: AbortSignal,
  ): Promise<LaunchOutcome>;
  resume(
    sweepId: string,
    onProgress: (progress: LaunchProgress) => void,
    signal?: AbortSignal,
  ): Promise<LaunchOutcome>;
  /**
   * Launches the runs that are left, and further attempts of runs as their sweep file says, until no job is running and no attempt
   * follows. Aborting stops that; what runs continues.
   */
  drive(
    sweepId: string,
    listeners?: {
      readonly onProgress?: (progress: LaunchProgress) => void;
      /** Sees the sweep each time that it was looked at. */
      readonly onView?: (view: SweepView) => void;
    },
    signal?: AbortSignal,
  ): Promise<LaunchOutcome>;
  /** What retrying these runs would launch, and the most that it costs; nothing is changed. */
  previewRetry(sweepId: string, wish: RetryWish, signal?: AbortSignal): Promise<RetryPreview>;
  /** Launches another attempt of the runs that were previewed, of these alone. Rejects if one of them has changed. */
  retry(
    preview: RetryPreview,
    onProgress: (progress: LaunchProgress) => void,
    signal?: AbortSignal,
  ): Promise<LaunchOutcome>;
  sweeps(signal?: AbortSignal): Promise<readonly SweepSummary[]>;
  /** One poll: one EC2 call per region and page, one S3 LIST per thousand runs. */
  view(sweepId: string, signal?: AbortSignal): Promise<SweepView>;
  /** Polls several sweeps for the price of one: one filtered DescribeInstances per region for all of them. */
  views(sweepIds: readonly string[], signal?: AbortSignal): Promise<readonly SweepView[]>;
  /** Every managed instance, including orphaned ones. */
  instances(signal?: AbortSignal): Promise<readonly Instance[]>;
  cancel(
    sweepId: string,
    options: { readonly keepRunning: boolean },
    signal?: AbortSignal,
  ): Promise<CancelOutcome>;
  /** Terminates these instances of any sweeps. Unfinished jobs on them are canceled. */
  terminate(instances: readonly Instance[], signal?: AbortSignal): Promise<void>;
  /**
   * The effect of extending these instances by this number of seconds: the new ends, the maximum additional cost, and
   * the instances that can't be extended. Reads each of their sweeps once; changes nothing.
   */
  previewExtension(
    instances: readonly Instance[],
    seconds: number,
    signal?: AbortSignal,
  ): Promise<ExtensionPreview>;
  /** Extends as previewed. The agents follow within a minute. */
  extend(preview: ExtensionPreview, signal?: AbortSignal): Promise<void>;
  collect(
    sweepId: string,
    directory: string,
    onProgress: (progress: CollectProgress) => void,
    signal?: AbortSignal,
    how?: CollectHow,
  ): Promise<CollectOutcome>;
  /**
   * For a sweep without a bucket: downloads the reports of instances with unfinished jobs over ssh to the records of
   * this machine, to determine their states. Returns the sweep after that; for other sweeps, polls once.
   */
  fetchKept(sweepId: string, signal?: AbortSignal): Promise<SweepView>;
  /** What deleting these sweeps would delete, and which can't be deleted now. Deletes nothing. @throws Failure `NoSuchSweep` */
  previewDeletion(sweepIds: readonly string[], signal?: AbortSignal): Promise<DeletionPreview>;
  /**
   * Deletes the records, logs, and results of the sweeps that were previewed, for good. One that has instances or unfinished runs
   * by now is kept.
   */
  deleteSweeps(
    preview: DeletionPreview,
    onProgress: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<DeletionOutcome>;
  /** One row per run, with the current values of its results; nothing is written to disk. */
  results(sweepId: string, signal?: AbortSignal): Promise<ResultsTable>;
  /**
   * The metrics that the runs of a sweep have reported so far, by the name of the run. One LIST per thousand objects, and a GET
   * for each part that isn't known yet.
   * @param newest number of the newest parts that are read of each run
   */
  metrics(
    view: Pick<SweepView, 'id' | 'runs'>,
    signal?: AbortSignal,
    newest?: number,
  ): Promise<ReadonlyMap<string, RunCurves>>;
  /** The current output of the run; undefined if there is none. */
  log(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The end of the output, at most this number of bytes, regardless of the length of the log. */
  logEnd(sweepId: string, runName: string, bytes: number, signal?: AbortSignal): Promise<string | undefined>;
  /** SSH host keys that the run's instance published at boot, one per line; undefined if it hasn't. */
  hostKeys(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The login user of this instance, as far as its image shows it. */
  loginUser(instance: Instance, signal?: AbortSignal): Promise<string | undefined>;
  /**
   * Prepares ssh: allows this machine's address with a security group, and authorizes a given public key for a minute
   * (EC2 Instance Connect).
   */
  openSsh(
    instance: Instance,
    login: { readonly user: string; readonly publicKey?: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Opens a Session Manager session on an instance for the program that continues it. */
  startSession(instance: Instance, signal?: AbortSignal): Promise<StartedSession>;
  /** The current console output of an instance, for those that never reached the bucket. */
  consoleOutput(instance: Instance, signal?: AbortSignal): Promise<string>;
  /** What `setUp` would create now: bucket, role, and instance profile for sweeps without iam_policy, and whether it is allowed to. */
  setupState(signal?: AbortSignal, wanted?: SetupWishes): Promise<AccountState>;
  /**
   * Whether launches of this type would work in the connection's region, and what to do if they wouldn't. Creates nothing, and
   * fails only if it was canceled.
   */
  checkUp(instanceType: string, signal?: AbortSignal): Promise<readonly Check[]>;
  /** Creates them. Idempotent. */
  setUp(signal?: AbortSignal, wanted?: SetupWishes): Promise<void>;
  /** The resources that Spawn created in the account, from any machine, in every enabled region, to be shown before `remove`. */
  ownedResources(signal?: AbortSignal): Promise<Inventory>;
  /**
   * Deletes these resources, and continues if one of them can't be deleted. A bucket is deleted with the results in it.
   * Refuses while managed instances exist in any region.
   */
  remove(
    ownedResources: readonly OwnedResource[],
    signal?: AbortSignal,
    onProgress?: (next: OwnedResource, done: number) => void,
  ): Promise<Removal>;
  /** Managed instances that are running although their sweep is finished, canceled, or unknown, in every region in use. */
  orphans(signal?: AbortSignal): Promise<readonly Instance[]>;
  /**
   * Settles when background work (naming instances) is done; a program waits for it before it ends.
   * @param onNamed gets the number of named instances and the total while some have no name
   */
  settle(onNamed?: (named: number, total: number) => void): Promise<void>;
  dispose(): void;
}
