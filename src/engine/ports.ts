import type { InstanceType, Prices } from '../cost/price';
import type { LaunchShape, SecretServices } from '../plan/plan';
import type { Accelerator } from '../sweep/accelerators';
import type { ImageName } from '../sweep/images';
import type { SecretSource } from '../sweep/secret-source';

/** The identity and the account, shown before anything is launched or terminated. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

/** State of an instance in EC2; unknown ones are passed on verbatim. */
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
  /** `ami-…`; missing if EC2 doesn't return it. */
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
  /** The port for SSH, if it isn't 22. */
  readonly sshPort?: number;
  /** In the local cloud, where an instance can wait for capacity: when its machine was started, milliseconds since the epoch. */
  readonly startedAt?: number;
  /** It waits for capacity in the local cloud, and isn't running yet. */
  readonly waits?: true;
  readonly spot: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** One RunInstances call: the shared settings of its runs, and the choices for it. */
export interface LaunchCall
  extends Omit<LaunchShape, 'region' | 'instanceTypes' | 'ami' | 'iamPolicy' | 'iamRole' | 'spotFallback'> {
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
  /** GiB of its root volume, which is the minimum size. */
  readonly diskGib?: number;
  /** Total GiB of its additional volumes; missing: it has none. */
  readonly furtherGib?: number;
  /** The operating system that EC2 bills, if it isn't plain Linux: `Red Hat Enterprise Linux`, `Windows`, or an AWS Marketplace product. */
  readonly platform?: string;
  /** The accelerators it has drivers for, from its name or description; missing if they don't show it. */
  readonly drivers?: readonly Accelerator[];
  /** The login user of its instances, if its name or description shows it. */
  readonly loginUser?: string;
}

/** The result of `watch`. */
export interface SeenInstances {
  readonly instances: readonly Instance[];
  /** All of them were requested. */
  readonly whole: boolean;
}

/** EC2 in one region. Every method rejects with a Failure. None retries a launch by itself. */
export interface Compute {
  readonly region: string;
  launch(call: LaunchCall, signal?: AbortSignal): Promise<readonly Instance[]>;
  /** Checks permission for this call (`DryRun`); nothing is created. */
  checkLaunch(call: LaunchCall, signal?: AbortSignal): Promise<void>;
  /** All instances with all of these tags, page by page. Terminated ones are included for up to an hour. */
  describe(tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<readonly Instance[]>;
  /**
   * Like `describe`, for repeated requests. If thousands of instances are running, it may request only those that
   * aren't: then tags and addresses of the others are up to five minutes old, and an instance that started in between
   * is missing.
   */
  watch(tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<SeenInstances>;
  /** Ignores IDs that no longer exist. */
  terminate(instanceIds: readonly string[], signal?: AbortSignal): Promise<void>;
  tag(
    instanceIds: readonly string[],
    tags: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Id of the newest image of a public name for this architecture. */
  latestImage(image: ImageName, architecture: 'x86_64' | 'arm64', signal?: AbortSignal): Promise<string>;
  /** Names of the zones that a launch without a subnet can use; none if this user isn't allowed to list them. */
  zones(signal?: AbortSignal): Promise<readonly string[]>;
  /** The quota that applies to this type; undefined if unknown. */
  vcpuQuota(instanceType: string, spot: boolean, signal?: AbortSignal): Promise<VcpuQuota | undefined>;
  /** EC2's description of an image; undefined if it is unknown, or this user isn't allowed to read it. */
  image(ami: string, signal?: AbortSignal): Promise<ImageFacts | undefined>;
  /** Lets this machine's address reach port 22 of an instance, with a security group that is created if needed. */
  openSsh(instance: Instance, signal?: AbortSignal): Promise<void>;
  /** Authorizes a public key for a minute (EC2 Instance Connect). */
  sendSshKey(instance: Instance, user: string, publicKey: string, signal?: AbortSignal): Promise<void>;
  /** Ids of the security groups that Spawn created here. */
  securityGroups(signal?: AbortSignal): Promise<readonly string[]>;
  /** Ignores a group that no longer exists. */
  removeSecurityGroup(id: string, signal?: AbortSignal): Promise<void>;
  /** `latest`: the last 64 KB, if the instance type supports it; `boot`: the stored output of its start. */
  consoleOutput(instanceId: string, which: 'latest' | 'boot', signal?: AbortSignal): Promise<string>;
  /** Opens a Session Manager session for the program that continues it. */
  startSession(instanceId: string, signal?: AbortSignal): Promise<StartedSession>;
}

/** A Session Manager session for the program that continues it. */
export interface StartedSession {
  readonly sessionId: string;
  readonly streamUrl: string;
  /** A secret: it grants access to the session. */
  readonly token: string;
  /** Endpoint of Systems Manager. */
  readonly endpoint: string;
}

/** The maximum number of running vCPUs of a family. */
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

/** The storage of records of sweeps: a bucket, or a folder of this machine. Every method rejects with a Failure. */
export interface Store {
  list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject>;
  /** The names directly below a prefix, like S3's common prefixes. */
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
   * Returns the new ETag.
   * @throws Failure `PreconditionFailed` if the object already exists (`ifNoneMatch`) or has changed (`ifMatch`).
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
  /** URL that instances write to, without a trailing slash. */
  readonly bucketUrl: string;
  /**
   * Fields of a form that allows writing objects of up to this size below a prefix, for this time but not longer than
   * the credentials that signed it; without the key.
   */
  presignedPost(
    prefix: string,
    limits: { readonly seconds: number; readonly bytes: number },
  ): Promise<Readonly<Record<string, string>>>;
  /** URL for reading an object without credentials, for the same time. */
  presignedGet(key: string, expiresSeconds: number): Promise<string>;
}

/** A resource that a first launch has to create in the account, to be shown and confirmed. */
export interface SetupStep {
  readonly kind: 'bucket' | 'lifecycle' | 'role' | 'instance-profile' | 'security-group';
  readonly name: string;
  /** Its purpose, and its cost: a sentence. */
  readonly purpose: string;
  /** Policy JSON, pretty-printed, if it has one. */
  readonly policy?: string;
}

/** The account: bucket, roles. Every method rejects with a Failure. */
export interface Account {
  identity(signal?: AbortSignal): Promise<Identity>;
  /** Rejects with a Failure of kind `permission` if the bucket can be neither used nor created. */
  missing(needs: AccountNeeds, signal?: AbortSignal): Promise<AccountState>;
  /** Creates the resources in `missing`; waits until they can be used. Idempotent. */
  setUp(needs: AccountNeeds, signal?: AbortSignal): Promise<AccountResources>;
  /** Names of the account's enabled regions. */
  regions(signal?: AbortSignal): Promise<readonly string[]>;
  /** The roles that Spawn created in the account. */
  roles(signal?: AbortSignal): Promise<readonly OwnedResource[]>;
  /** The bucket that Spawn created in a region, with its contents; undefined: none, or this user isn't allowed to see it. */
  bucketIn(region: string, signal?: AbortSignal): Promise<OwnedResource | undefined>;
  /** Ignores a resource that no longer exists. A bucket is deleted with its contents. */
  remove(
    ownedResource: OwnedResource & { readonly kind: 'bucket' | 'role' },
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * The identity of this profile's instances in IAM (profile by name or ARN). `id` is missing if this user isn't
   * allowed to see it, or the profile doesn't exist: an instance can request it from STS in this region.
   */
  instanceRole(profile: string, region: string, signal?: AbortSignal): Promise<InstanceRole>;
  /** When the credentials expire, milliseconds since the epoch; undefined: they don't. */
  credentialsExpireAt(): Promise<number | undefined>;
}

export interface InstanceRole {
  /** Unique id of the role, `AROA…`. */
  readonly id?: string | undefined;
  readonly stsUrl: string;
}

export interface AccountState {
  /** Missing steps; empty if everything exists. */
  readonly steps: readonly SetupStep[];
  /** False if the user is allowed neither to see nor to create roles: instances then write with a presigned form. */
  readonly roles: boolean;
  /** What could not be verified: sentences. */
  readonly cautions: readonly string[];
}

/** A resource that Spawn created in the account. */
export interface OwnedResource {
  readonly kind: 'bucket' | 'role' | 'secret' | 'security-group';
  readonly name: string;
  readonly region: string;
  /** Its purpose, and what is deleted with it: a sentence. */
  readonly purpose: string;
  /** The contents of a bucket, including noncurrent versions, if this user is allowed to see them. */
  readonly holds?: { readonly objects: number; readonly bytes: number };
}

export interface AccountNeeds {
  readonly region: string;
  /** Undefined: the sweep has no bucket. */
  readonly bucket?: string | undefined;
  /** Number of days after which results are deleted; 0: never. Undefined: unchanged. */
  readonly expireDays?: number;
  /** Distinct `iam_policy` sets of the sweep, each sorted; the empty one is the basic role, which isn't needed without a bucket. */
  readonly policies: readonly (readonly string[])[];
}

export interface AccountResources {
  /** Instance profile name by `policies.join(',')`; missing if the user isn't allowed to create roles. */
  readonly instanceProfiles: ReadonlyMap<string, string>;
  /** Those that were created a moment ago: EC2 may not know them yet. */
  readonly fresh: ReadonlySet<string>;
}

export interface PriceWish {
  readonly instanceType: string;
  readonly region: string;
  readonly spot: boolean;
}

/** The storage of secrets in a region. Every method rejects with a Failure. */
export interface SecretStore {
  /** Endpoints that instances read from. */
  readonly services: SecretServices;
  /** Whether a parameter or secret exists; its value isn't requested. */
  has(source: Exclude<SecretSource, { readonly from: 'env' }>, signal?: AbortSignal): Promise<boolean>;
  /** Writes an encrypted parameter; an existing one isn't changed. */
  keep(name: string, value: string, signal?: AbortSignal): Promise<void>;
  /** Ignores parameters that no longer exist. */
  remove(names: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Names of all parameters that were stored for sweeps. */
  kept(signal?: AbortSignal): Promise<readonly string[]>;
}

/** All dependencies of the engine. */
export interface Cloud {
  readonly account: Account;
  compute(region: string): Compute;
  /** Keys of a bucket of anyone, in any region, that begin with this prefix. */
  objectKeys(bucket: string, prefix: string, signal?: AbortSignal): AsyncIterable<string>;
  store(bucket: string, region: string): Bucket;
  secrets(region: string): SecretStore;
  readonly prices: Prices;
  /** Requests prices from AWS that are unknown or outdated, if possible: afterwards `prices` has them. */
  loadPrices(wishes: readonly PriceWish[], signal?: AbortSignal): Promise<void>;
  instanceType(name: string): InstanceType | undefined;
  /** How far the cloud's clock is ahead of this machine's, milliseconds; 0 while they agree or before the first answer. */
  ahead(): number;
  /** Requests sent so far, by action: `RunInstances` → 3. Retries count. */
  calls(): Readonly<Record<string, number>>;
  /** Closes connections. */
  dispose(): void;
}

/** The journal: planned calls, on this machine's disk. */
export interface JournalDisk {
  /** Starts a sweep's journal with its first line; false if there already is one, including one of another process. */
  create(sweepId: string, line: string): Promise<boolean>;
  /** Ignores a journal that doesn't exist. */
  remove(sweepId: string): Promise<void>;
  /** Appends a line and returns when it is on the disk (fsync). */
  append(sweepId: string, line: string): Promise<void>;
  /** Lines of a sweep's journal, oldest first, without an incomplete last line. */
  read(sweepId: string): Promise<readonly string[]>;
  sweeps(): Promise<readonly string[]>;
}
