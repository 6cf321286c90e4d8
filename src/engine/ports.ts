import type { InstanceType, Prices } from '../cost/price';
import type { LaunchShape, SecretServices } from '../plan/plan';
import type { Accelerator } from '../sweep/accelerators';
import type { ImageName } from '../sweep/images';
import type { SecretSource } from '../sweep/secret-source';

/** Who we are and where: shown before anything is launched or terminated. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

/** State of an instance as EC2 names it; unknown ones are passed on verbatim. */
export type InstanceState =
  | 'pending'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'shutting-down'
  | 'terminated'
  | (string & {});

export interface Instance {
  readonly id: string;
  readonly region: string;
  readonly availabilityZone: string;
  readonly type: string;
  /** `ami-…`; missing where EC2 does not say. */
  readonly imageId?: string | undefined;
  readonly state: InstanceState;
  /** EC2's own reason: code and message. */
  readonly stateReason?: string | undefined;
  readonly launchIndex: number;
  /** Milliseconds since the epoch. */
  readonly launchedAt: number;
  /** When its stop or termination began, if EC2 reports it; milliseconds since the epoch. */
  readonly endedAt?: number | undefined;
  readonly publicIp?: string;
  readonly privateIp?: string;
  /** Where it answers ssh, if not at port 22. */
  readonly sshPort?: number;
  /** In the local cloud, where an instance waits for room: when its machine was started, milliseconds since the epoch. */
  readonly startedAt?: number;
  /** It waits for room in the local cloud: nothing of it runs. */
  readonly waits?: true;
  readonly spot: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** One RunInstances call: what its runs share, and what has been chosen for it. */
export interface LaunchCall
  extends Omit<LaunchShape, 'region' | 'instanceTypes' | 'ami' | 'iamPolicy' | 'iamRole'> {
  readonly clientToken: string;
  readonly count: number;
  readonly minCount: number;
  readonly instanceType: string;
  readonly ami: string;
  readonly userData: Uint8Array;
  /** Name or ARN of the instance profile, or ARN of a role whose profile has its name. */
  readonly instanceProfile?: string | undefined;
}

/** EC2's description of an image. */
export interface ImageFacts {
  /** `x86_64` or `arm64` */
  readonly architecture?: string;
  /** GiB of its root volume, which may be made larger and not smaller. */
  readonly diskGib?: number;
  /** GiB of its further volumes together; missing: it has none. */
  readonly furtherGib?: number;
  /** Its system as EC2 bills it, where that is not plain Linux: `Red Hat Enterprise Linux`, `Windows`, or a product of the Marketplace. */
  readonly platform?: string;
  /** What it has drivers for, from its name or description; missing if they don't show it. */
  readonly drivers?: readonly Accelerator[];
  /** Whom its instances let log in, where its name or description says so. */
  readonly loginUser?: string;
}

/** What `watch` saw. */
export interface SeenInstances {
  readonly instances: readonly Instance[];
  /** All were asked for. */
  readonly whole: boolean;
}

/** EC2 in one region. Every method rejects with a Failure. None retries a launch by itself. */
export interface Compute {
  readonly region: string;
  launch(call: LaunchCall, signal?: AbortSignal): Promise<readonly Instance[]>;
  /** Checks permission to make this call (`DryRun`); nothing is created. */
  checkLaunch(call: LaunchCall, signal?: AbortSignal): Promise<void>;
  /** All instances that carry every one of these tags, page by page. Terminated ones stay for up to an hour. */
  describe(tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<readonly Instance[]>;
  /**
   * As `describe`, for who asks again and again. Of thousands that run, it may ask for those alone that do not: then tags and
   * addresses of the others are up to five minutes old, and one that began to run unseen is missing.
   */
  watch(tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<SeenInstances>;
  /** Survives ids that are gone. */
  terminate(instanceIds: readonly string[], signal?: AbortSignal): Promise<void>;
  tag(
    instanceIds: readonly string[],
    tags: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Id of the newest image of a public name for this architecture. */
  latestImage(image: ImageName, architecture: 'x86_64' | 'arm64', signal?: AbortSignal): Promise<string>;
  /** Names of the zones where a launch without a subnet can go; none where this user may not ask. */
  zones(signal?: AbortSignal): Promise<readonly string[]>;
  /** The quota that holds this type; undefined where it is unknown. */
  vcpuQuota(instanceType: string, spot: boolean, signal?: AbortSignal): Promise<VcpuQuota | undefined>;
  /** EC2's description of an image; undefined if it is unknown, or this user isn't allowed to read it. */
  image(ami: string, signal?: AbortSignal): Promise<ImageFacts | undefined>;
  /** Lets this machine's address reach port 22 of an instance, by a security group that is made where none does. */
  openSsh(instance: Instance, signal?: AbortSignal): Promise<void>;
  /** Lets a public key in for a minute (EC2 Instance Connect). */
  sendSshKey(instance: Instance, user: string, publicKey: string, signal?: AbortSignal): Promise<void>;
  /** Ids of the security groups that Spawn created here. */
  securityGroups(signal?: AbortSignal): Promise<readonly string[]>;
  /** Survives that it is gone. */
  removeSecurityGroup(id: string, signal?: AbortSignal): Promise<void>;
  /** `latest`: the last 64 KB, where the instance type keeps them; `boot`: what EC2 kept of its start. */
  consoleOutput(instanceId: string, which: 'latest' | 'boot', signal?: AbortSignal): Promise<string>;
  /** Opens a Session Manager session, for a program that carries it on. */
  startSession(instanceId: string, signal?: AbortSignal): Promise<StartedSession>;
}

/** A Session Manager session that waits to be carried on. */
export interface StartedSession {
  readonly sessionId: string;
  readonly streamUrl: string;
  /** A secret: it grants access to the session. */
  readonly token: string;
  /** Address of Systems Manager. */
  readonly endpoint: string;
}

/** How many vCPUs of a family may run at once. */
export interface VcpuQuota {
  /** `L-1216C47A` */
  readonly code: string;
  readonly name: string;
  readonly vcpus: number;
}

export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
}

/** Where the records of sweeps lie: a bucket, or a folder of this machine. Every method rejects with a Failure. */
export interface Store {
  list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject>;
  /** The names just below a prefix, as S3's common prefixes. */
  listFolders(prefix: string, signal?: AbortSignal): AsyncIterable<string>;
  /** Undefined if the object doesn't exist. */
  readText(key: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The same with its ETag, for a conditional write that fails if the object has changed. */
  readVersion(
    key: string,
    signal?: AbortSignal,
  ): Promise<{ readonly text: string; readonly etag: string } | undefined>;
  read(
    key: string,
    options?: {
      /** First and last byte. */
      readonly start?: number;
      readonly end?: number;
      readonly ifMatch?: string;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Answers the new ETag.
   * @throws Failure `PreconditionFailed` when the object is there already (`ifNoneMatch`) or is another one (`ifMatch`).
   */
  write(
    key: string,
    body: string | Uint8Array,
    options?: { readonly ifNoneMatch?: boolean; readonly ifMatch?: string },
  ): Promise<string>;
  /** Succeeds if the object doesn't exist. */
  remove(key: string): Promise<void>;
}

/** The results bucket. Every method rejects with a Failure. */
export interface Bucket extends Store {
  readonly bucket: string;
  readonly region: string;
  /** Address that instances write to, without a slash at its end. */
  readonly bucketUrl: string;
  /**
   * Fields of a form that writes objects of up to so many bytes below a prefix, for so long as it and the credentials that
   * signed it live; all but the key.
   */
  presignedPost(
    prefix: string,
    limits: { readonly seconds: number; readonly bytes: number },
  ): Promise<Readonly<Record<string, string>>>;
  /** Address from which an object can be read without credentials, for as long. */
  presignedGet(key: string, expiresSeconds: number): Promise<string>;
}

/** What a first launch has to create in the account, to be shown and confirmed. */
export interface SetupStep {
  readonly kind: 'bucket' | 'lifecycle' | 'role' | 'instance-profile' | 'security-group';
  readonly name: string;
  /** What it is for, and what it costs: a sentence. */
  readonly purpose: string;
  /** Policy JSON, pretty-printed, where it has one. */
  readonly policy?: string;
}

/** The account: bucket, roles. Every method rejects with a Failure. */
export interface Account {
  identity(signal?: AbortSignal): Promise<Identity>;
  /** Rejects with a Failure of kind `permission` where the bucket may neither be used nor made. */
  missing(needs: AccountNeeds, signal?: AbortSignal): Promise<AccountState>;
  /** Does what `missing` named; waits until it can be used. Idempotent. */
  setUp(needs: AccountNeeds, signal?: AbortSignal): Promise<AccountResources>;
  /** Names of the regions that the account has enabled. */
  regions(signal?: AbortSignal): Promise<readonly string[]>;
  /** The roles that Spawn created in the account. */
  roles(signal?: AbortSignal): Promise<readonly Belonging[]>;
  /** The bucket that Spawn created in a region, with what it holds; undefined: none, or this user may not see it. */
  bucketIn(region: string, signal?: AbortSignal): Promise<Belonging | undefined>;
  /** Survives that it is gone. A bucket goes with all that it holds. */
  remove(belonging: Belonging & { readonly kind: 'bucket' | 'role' }, signal?: AbortSignal): Promise<void>;
  /**
   * What IAM calls the instances of this profile (name or ARN) by. `id` is missing where this user may not see it, or there
   * is no such profile: an instance can ask STS in this region itself.
   */
  instanceRole(profile: string, region: string, signal?: AbortSignal): Promise<InstanceRole>;
  /** When the credentials run out, milliseconds since the epoch; undefined: not by themselves. */
  credentialsExpireAt(): Promise<number | undefined>;
}

export interface InstanceRole {
  /** Unique id of the role, `AROA…`. */
  readonly id?: string | undefined;
  readonly stsUrl: string;
}

export interface AccountState {
  /** Still to be done; empty when all is. */
  readonly steps: readonly SetupStep[];
  /** False where the user may neither see nor make roles: instances then write by a presigned form. */
  readonly roles: boolean;
  /** What could not be made sure of: sentences. */
  readonly cautions: readonly string[];
}

/** Something that Spawn created in the account. */
export interface Belonging {
  readonly kind: 'bucket' | 'role' | 'secret' | 'security-group';
  readonly name: string;
  readonly region: string;
  /** What it is for, and what goes with it: a sentence. */
  readonly purpose: string;
  /** What a bucket holds, older versions included, where this user may see it. */
  readonly holds?: { readonly objects: number; readonly bytes: number };
}

export interface AccountNeeds {
  readonly region: string;
  /** Undefined: the sweep goes without one. */
  readonly bucket?: string | undefined;
  /** After so many days results are to be deleted; 0: never. Undefined: as it is. */
  readonly expireDays?: number;
  /** Distinct `iam_policy` sets of the sweep, each sorted; the empty one is the plain role, which without a bucket is none. */
  readonly policies: readonly (readonly string[])[];
}

export interface AccountResources {
  /** Instance profile name by `policies.join(',')`; missing where the user may not make roles. */
  readonly instanceProfiles: ReadonlyMap<string, string>;
  /** Those of them that were made a moment ago: EC2 may not know them yet. */
  readonly fresh: ReadonlySet<string>;
}

export interface PriceWish {
  readonly instanceType: string;
  readonly region: string;
  readonly spot: boolean;
}

/** Where secrets of a region are kept. Every method rejects with a Failure. */
export interface SecretStore {
  /** Addresses at which instances read. */
  readonly services: SecretServices;
  /** Whether a parameter or secret is there; its value is not asked for. */
  has(source: Exclude<SecretSource, { readonly from: 'env' }>, signal?: AbortSignal): Promise<boolean>;
  /** Writes an encrypted parameter; one that is there already stays as it is. */
  keep(name: string, value: string, signal?: AbortSignal): Promise<void>;
  /** Survives that they are gone. */
  remove(names: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Names of all parameters that were kept for sweeps. */
  kept(signal?: AbortSignal): Promise<readonly string[]>;
}

/** Everything the engine needs from outside. */
export interface Cloud {
  readonly account: Account;
  compute(region: string): Compute;
  store(bucket: string, region: string): Bucket;
  secrets(region: string): SecretStore;
  readonly prices: Prices;
  /** Asks AWS for prices that are not known or no longer current, where it can: afterwards `prices` has them. */
  loadPrices(wishes: readonly PriceWish[], signal?: AbortSignal): Promise<void>;
  instanceType(name: string): InstanceType | undefined;
  /** How far the cloud's clock is ahead of this machine's, milliseconds; 0 while they agree or no answer has come. */
  ahead(): number;
  /** Requests sent so far, by action: `RunInstances` → 3. Retries count. */
  calls(): Readonly<Record<string, number>>;
  /** Closes connections. */
  dispose(): void;
}

/** The journal: what was about to be done, on this machine's disk. */
export interface JournalDisk {
  /** Begins a sweep's journal with its first line; false where there is one already, also of another process. */
  create(sweepId: string, line: string): Promise<boolean>;
  /** Survives that there is none. */
  remove(sweepId: string): Promise<void>;
  /** Appends a line and returns once it is on the disk (fsync). */
  append(sweepId: string, line: string): Promise<void>;
  /** Lines of a sweep's journal, oldest first; a torn last line is left out. */
  read(sweepId: string): Promise<readonly string[]>;
  sweeps(): Promise<readonly string[]>;
}
