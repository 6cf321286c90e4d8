import type { Estimate } from '../cost/estimate';
import type { SweepPlan } from '../plan/plan';
import type { ResultsTable } from '../results/record';
import type { Sweep } from '../sweep/run';
import type { LeftBehind } from '../sweep/surroundings';
import type { Inventory, Removal } from './account/inventory';
import type { Login } from './connect/login';
import type { ExtensionPreview } from './extend/new-end';
import type { AccountFacts } from './launch/facts';
import type { AccountState, Belonging, Identity, Instance, SetupStep, StartedSession } from './ports';
import type { SweepSummary, SweepView } from './view';

export interface LaunchRequest {
  readonly sweep: Sweep;
  readonly fileName: string;
  readonly fileText: string;
  /** Folder of the sweep file, from which `files` are packed. Without it a sweep that has `files` is refused. */
  readonly directory?: string;
  /** Region whose bucket keeps the record. */
  readonly region: string;
  /** Setting `spawn.bucket`; `none`: without one. */
  readonly bucket?: string | undefined;
  /** Launches although spot runs have to wait for their price to fall. */
  readonly waitForPrice?: boolean;
}

/** Everything a user should see before money is spent. Making one creates nothing. */
export interface LaunchPreview {
  /** What was previewed, and what `launch` launches. */
  readonly request: LaunchRequest;
  readonly sweepId: string;
  readonly identity: Identity;
  readonly plan: SweepPlan;
  readonly estimate: Estimate;
  /** What would be created in the account first. */
  readonly setup: readonly SetupStep[];
  /**
   * The sweep has no bucket: this machine alone keeps its record, and results are fetched over ssh. `wanted`: the user said
   * so; `denied`: this user may not use the bucket, and has not been asked.
   */
  readonly recordedHere?: 'wanted' | 'denied';
  /** What travels to the instances through S3, packed once for each distinct `files` of its runs. */
  readonly packs?: readonly FilesPreview[];
  /** Calls the launch will make, by action: `RunInstances` → 1. */
  readonly calls: Readonly<Record<string, number>>;
  /** Why EC2 would refuse every launching call: sentences. A launch stops before it makes anything. */
  readonly refused?: string;
  /** Why spot runs would wait for their price to fall: sentences. A launch stops there unless waiting was requested. */
  readonly tooLow?: string | undefined;
  /** Things worth knowing, a sentence each: permissions, quotas, no TTL. */
  readonly notes: readonly string[];
  /** AWS answers of this preview, reused by the next check of the file. */
  readonly facts?: AccountFacts;
}

export interface FilesPreview {
  /** `files` as the sweep file has them. */
  readonly patterns: readonly string[];
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** What they name and do not bring along. */
  readonly left: LeftBehind;
  /** Size of the packed archive, bytes. */
  readonly packedBytes: number;
}

export interface LaunchProgress {
  /**
   * Id of the sweep once its record exists, so that it can be resumed and cancelled: the previewed one, or the next one where
   * someone else had taken that.
   */
  readonly sweepId?: string;
  readonly launched: number;
  readonly failed: number;
  readonly size: number;
  /** What is happening, a sentence. */
  readonly message: string;
}

export interface LaunchOutcome {
  readonly view: SweepView;
  readonly apiCalls: Readonly<Record<string, number>>;
}

export interface CollectProgress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Where results may go, and how they are fetched where that goes over ssh. */
export interface CollectHow extends Omit<Login, 'folder'> {
  /**
   * Folder that must contain the directory after links are resolved, because the user didn't choose the directory: a workspace
   * folder. A link that leads out of it is refused with `ResultsLeadOut`.
   */
  readonly within?: string | undefined;
}

/** What of one run is in the folder: brought now, or unchanged since it was brought before. */
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
  /** By the name of the run; those of which nothing came are missing. */
  readonly ofRuns: ReadonlyMap<string, CollectedOfRun>;
  readonly notes: readonly string[];
  /** The sweep as it was when collecting began. */
  readonly view: SweepView;
}

export interface CancelOutcome {
  readonly terminated: number;
  readonly view: SweepView;
}

/** Account tasks other than those that a launch needs. */
export interface SetupWishes {
  /** After so many days results are deleted; 0: never. Undefined: as it is. */
  readonly expireDays?: number;
}

/** Sweeps over time, without a face. Every method rejects with a Failure. */
export interface Engine {
  identity(signal?: AbortSignal): Promise<Identity>;
  preview(request: LaunchRequest, signal?: AbortSignal): Promise<LaunchPreview>;
  /** Launches exactly what was previewed. Aborting stops launching; what runs continues, and `resume` launches the rest. */
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
  sweeps(signal?: AbortSignal): Promise<readonly SweepSummary[]>;
  /** One poll: one EC2 call per region and page, one S3 LIST per thousand runs. */
  view(sweepId: string, signal?: AbortSignal): Promise<SweepView>;
  /** Polls many sweeps at the price of one: one filtered DescribeInstances per region for all of them. */
  views(sweepIds: readonly string[], signal?: AbortSignal): Promise<readonly SweepView[]>;
  /** Every managed instance, orphans too. */
  instances(signal?: AbortSignal): Promise<readonly Instance[]>;
  cancel(
    sweepId: string,
    options: { readonly keepRunning: boolean },
    signal?: AbortSignal,
  ): Promise<CancelOutcome>;
  /** Terminates these instances, whatever sweep they are of. The jobs of those that had not ended are cancelled. */
  terminate(instances: readonly Instance[], signal?: AbortSignal): Promise<void>;
  /**
   * The effect of extending these instances by this many seconds: the new ends, the maximum added cost, and which
   * cannot. One view of each of their sweeps; nothing is changed.
   */
  previewExtension(
    instances: readonly Instance[],
    seconds: number,
    signal?: AbortSignal,
  ): Promise<ExtensionPreview>;
  /** Does what was previewed. The agents follow within a minute. */
  extend(preview: ExtensionPreview, signal?: AbortSignal): Promise<void>;
  collect(
    sweepId: string,
    directory: string,
    onProgress: (progress: CollectProgress) => void,
    signal?: AbortSignal,
    how?: CollectHow,
  ): Promise<CollectOutcome>;
  /**
   * Of a sweep without a bucket: fetches over ssh, into the records of this machine, what the instances of unfinished jobs
   * keep, so that it is known how they do. Answers the sweep then; of others, one poll.
   */
  fetchKept(sweepId: string, signal?: AbortSignal): Promise<SweepView>;
  /** One row per run, with what its JSON results say by now; nothing is written to disk. */
  results(sweepId: string, signal?: AbortSignal): Promise<ResultsTable>;
  /** The run's output so far; undefined when it has not written any. */
  log(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The end of the same, so many bytes at most, of however long a log. */
  logEnd(sweepId: string, runName: string, bytes: number, signal?: AbortSignal): Promise<string | undefined>;
  /** SSH host keys that the run's instance published at boot, a line each; undefined when it has not. */
  hostKeys(sweepId: string, runName: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Whom this instance lets log in, as far as its image tells. */
  loginUser(instance: Instance, signal?: AbortSignal): Promise<string | undefined>;
  /**
   * Makes ready for ssh: lets this machine's address in by a security group, and, where a public key is given, that key
   * for a minute (EC2 Instance Connect).
   */
  openSsh(
    instance: Instance,
    login: { readonly user: string; readonly publicKey?: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Opens a Session Manager session on an instance, for a program that carries it on. */
  startSession(instance: Instance, signal?: AbortSignal): Promise<StartedSession>;
  /** What an instance wrote to its console so far; for those that never reached the bucket. */
  consoleOutput(instance: Instance, signal?: AbortSignal): Promise<string>;
  /** What `setUp` would create now: bucket, role and instance profile for sweeps without iam_policy, and whether it may. */
  setupState(signal?: AbortSignal, wanted?: SetupWishes): Promise<AccountState>;
  /** Creates them. Idempotent. */
  setUp(signal?: AbortSignal, wanted?: SetupWishes): Promise<void>;
  /** What Spawn created in the account, from whichever machine, in every enabled region, to be shown before `remove`. */
  belongings(signal?: AbortSignal): Promise<Inventory>;
  /**
   * Removes these, and continues if one of them can't be removed. A bucket is removed with the results in it. Refuses while
   * managed instances exist in any region.
   */
  remove(
    belongings: readonly Belonging[],
    signal?: AbortSignal,
    onProgress?: (next: Belonging, done: number) => void,
  ): Promise<Removal>;
  /** Managed instances that are running although their sweep is over, canceled or unknown, in every region in use. */
  orphans(signal?: AbortSignal): Promise<readonly Instance[]>;
  /**
   * Settles when the work in the background (naming instances) is done; a program awaits it before it ends.
   * @param onNamed hears how many instances of all have their names, while some are left
   */
  settle(onNamed?: (named: number, total: number) => void): Promise<void>;
  dispose(): void;
}
