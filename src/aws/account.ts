import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { t } from '@vscode/l10n';
import type { Clock } from '../engine/clock';
import type { Connection } from '../engine/connection';
import { Failure } from '../engine/failure';
import type {
  Account,
  AccountNeeds,
  AccountResources,
  AccountState,
  Identity,
  InstanceRole,
  OwnedResource,
  SetupStep,
} from '../engine/ports';
import { defaultBucket } from '../engine/session';
import { partitionOf } from '../sweep/partition';
import { abort } from './abort';
import type { Clients } from './clients';
import { designRole, type RoleDesign } from './iam/role';
import { Roles } from './iam/roles';
import { ResultsBucket } from './s3/bucket';
import { bucketKey } from './s3/bucket-key';
import { BucketContents } from './s3/contents';
import { expiryPurpose } from './s3/lifecycle';

/** Milliseconds until a new instance profile is visible to EC2. */
const propagation = 60_000;

/** The caller's identity, and the state of the account's bucket and roles. */
export class AwsAccount implements Account {
  #identity: Promise<Identity> | undefined;
  /** Requirements that were found or created: this connection doesn't check them again. */
  readonly #standing = new Map<string, AccountState>();
  /** When instance profiles were created, by name; milliseconds since the epoch. */
  readonly #madeAt = new Map<string, number>();
  /** Encryption keys of buckets, by bucket name. */
  readonly #keys = new Map<string, ReturnType<typeof bucketKey>>();
  /** AWS refused to let this user list or create roles. */
  #rolesDenied = false;
  /** Buckets that this user isn't allowed to create, with AWS's answer. */
  readonly #bucketsDenied = new Map<string, Failure>();

  constructor(
    private readonly clients: Clients,
    private readonly region: () => Promise<string | undefined>,
    private readonly clock: Clock,
  ) {}

  identity(signal?: AbortSignal): Promise<Identity> {
    this.#identity ??= this.#ask(signal);
    this.#identity.catch(() => {
      this.#identity = undefined;
    });
    return this.#identity;
  }

  async missing(needs: AccountNeeds, signal?: AbortSignal): Promise<AccountState> {
    const standing = this.#standing.get(keyOf(needs));
    if (standing !== undefined) return standing;
    const denied = this.#bucketsDenied.get(needs.bucket ?? '');
    if (denied !== undefined) throw denied;
    const bucket = await this.#bucket(needs);
    const [bucketSteps, { cautions, designs, roles }] = await Promise.all([
      bucket === undefined ? [] : stepsOf(bucket, needs.expireDays, signal),
      this.#designs(needs, signal),
    ]);
    const roleSteps = this.#rolesDenied ? undefined : await this.#missingRoles(designs, roles, signal);
    const steps = [...bucketSteps, ...(roleSteps ?? [])];
    const state = { steps, cautions, roles: roleSteps !== undefined };
    if (steps.length === 0) this.#standing.set(keyOf(needs), state);
    return state;
  }

  async setUp(needs: AccountNeeds, signal?: AbortSignal): Promise<AccountResources> {
    const [bucket, { designs, roles }] = await Promise.all([
      this.#bucket(needs),
      this.#designs(needs, signal),
    ]);
    let state = this.#standing.get(keyOf(needs));
    if (state === undefined) {
      const { cautions, roles: allowed, steps } = await this.missing(needs, signal);
      if (bucket !== undefined && steps.some(({ kind }) => kind === 'bucket')) await this.#makeBucket(bucket);
      if (bucket !== undefined && steps.some(({ kind }) => kind === 'lifecycle'))
        await bucket.lifecycle.set(needs.expireDays, signal);
      if (allowed) await this.#makeRoles(designs, roles, signal);
      state = { steps: [], cautions, roles: allowed };
      this.#standing.set(keyOf(needs), state);
    }
    const names = designs.map(
      (design, place) => [(needs.policies[place] ?? []).join(','), design.name] as const,
    );
    const now = this.clock.now();
    const fresh = [...this.#madeAt].filter(([, at]) => now - at < propagation).map(([name]) => name);
    return {
      instanceProfiles: new Map(state.roles ? names : []),
      fresh: new Set(fresh),
    };
  }

  async regions(signal?: AbortSignal): Promise<readonly string[]> {
    const { region } = await this.identity(signal);
    const answer = await this.clients.call({ action: 'DescribeRegions', region }, () =>
      this.clients.ec2(region).send(new DescribeRegionsCommand({}), abort(signal)),
    );
    return (answer.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []);
  }

  async roles(signal?: AbortSignal): Promise<readonly OwnedResource[]> {
    const { region } = await this.identity(signal);
    const purpose = t(
      'Lets instances write their results. Instances that are still running could no longer write.',
    );
    const names = await new Roles(this.clients, region).list(signal);
    return names.map((name) => ({ kind: 'role', name, region, purpose }));
  }

  async bucketIn(region: string, signal?: AbortSignal): Promise<OwnedResource | undefined> {
    const identity = await this.identity(signal);
    const bucket = new ResultsBucket(defaultBucket(identity, region), region, identity, this.clients);
    if (!(await bucket.isOurs(signal))) return undefined;
    const purpose = t('Stores the records, logs, and results of sweeps. All of them are deleted with it.');
    const holds = await new BucketContents(bucket.name, region, this.clients).count(signal);
    return { kind: 'bucket', name: bucket.name, region, purpose, ...(holds === undefined ? {} : { holds }) };
  }

  async remove(
    { kind, name, region }: Parameters<Account['remove']>[0],
    signal?: AbortSignal,
  ): Promise<void> {
    const identity = await this.identity(signal);
    this.#standing.clear();
    this.#keys.clear();
    switch (kind) {
      case 'role':
        return new Roles(this.clients, identity.region).remove(name, signal);
      case 'bucket':
        return new ResultsBucket(name, region, identity, this.clients).remove(signal);
    }
  }

  async instanceRole(profile: string, region: string, signal?: AbortSignal): Promise<InstanceRole> {
    const stsUrl = this.clients.stsUrl(region);
    // An ARN ends with the name.
    const name = profile.slice(profile.lastIndexOf('/') + 1);
    const identity = await this.identity(signal);
    try {
      const id = await new Roles(this.clients, identity.region).idIn(name, signal);
      return { stsUrl, ...(id === undefined ? {} : { id }) };
    } catch (error) {
      if (error instanceof Failure && error.kind === 'permission') return { stsUrl };
      throw error;
    }
  }

  credentialsExpireAt(): Promise<number | undefined> {
    return this.clients.credentialsExpireAt();
  }

  /** Undefined if this user isn't allowed to list roles. */
  async #missingRoles(
    designs: readonly RoleDesign[],
    roles: Roles,
    signal: AbortSignal | undefined,
  ): Promise<readonly SetupStep[] | undefined> {
    try {
      return (await Promise.all(designs.map((design) => roles.missing(design, signal)))).flat();
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'permission') throw error;
      this.#rolesDenied = true;
      return undefined;
    }
  }

  async #makeBucket(bucket: ResultsBucket): Promise<void> {
    try {
      await bucket.create();
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'permission') throw error;
      const denied = new Failure(
        'permission',
        'BucketNotAllowed',
        t(
          "This user isn't allowed to create bucket {0} ({1}). Nothing was launched. Launch again to see in the preview how the sweep runs without a bucket, set spawn.bucket to a bucket of yours, or request the policy in docs/aws.md.",
          bucket.name,
          error.code,
        ),
        { cause: error },
      );
      this.#bucketsDenied.set(bucket.name, denied);
      throw denied;
    }
  }

  async #makeRoles(
    designs: readonly RoleDesign[],
    roles: Roles,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      for (const design of designs) {
        if (await roles.setUp(design, signal)) this.#madeAt.set(design.name, this.clock.now());
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'permission') throw error;
      this.#rolesDenied = true;
      throw new Failure(
        'permission',
        'RolesNotAllowed',
        t(
          "This user isn't allowed to create roles ({0}). Nothing was launched. Launch again to see in the preview how the sweep runs without a role, or request the policy in docs/aws.md.",
          error.code,
        ),
        { cause: error },
      );
    }
  }

  async #ask(signal: AbortSignal | undefined): Promise<Identity> {
    const region = await this.region();
    if (region === undefined) throw noRegion();
    const answer = await this.clients.call({ action: 'GetCallerIdentity', region }, () =>
      this.clients.sts(region).send(new GetCallerIdentityCommand({}), abort(signal)),
    );
    return { account: answer.Account ?? '', arn: answer.Arn ?? '', region };
  }

  async #bucket({ bucket: name, region }: AccountNeeds): Promise<ResultsBucket | undefined> {
    return name === undefined
      ? undefined
      : new ResultsBucket(name, region, await this.identity(), this.clients);
  }

  async #designs(needs: AccountNeeds, signal: AbortSignal | undefined): Promise<Designs> {
    const identity = await this.identity(signal);
    const { account } = identity;
    const boundary = boundaryOf(this.clients.connection);
    const { bucket, policies, region } = needs;
    const { name: partition } = partitionOf(identity.region);
    const key = bucket === undefined ? undefined : await this.#key(bucket, region, account, signal);
    // Buckets that Spawn creates are encrypted by S3 itself, without a key of the account.
    const unsure = key === 'unseen' && bucket !== defaultBucket(identity, region);
    return {
      designs: policies.map((set) =>
        designRole({ bucket, key, policies: set, account, partition, boundary }),
      ),
      roles: new Roles(this.clients, identity.region),
      cautions: unsure ? [unseenKey(bucket ?? '')] : [],
    };
  }

  /** Looked up once per connection. */
  #key(
    name: string,
    region: string,
    account: string,
    signal: AbortSignal | undefined,
  ): ReturnType<typeof bucketKey> {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const asked = bucketKey({ name, region, account }, this.clients, signal);
    this.#keys.set(name, asked);
    asked.catch(() => this.#keys.delete(name));
    return asked;
  }
}

/** Roles in their intended form. */
interface Designs {
  readonly designs: readonly RoleDesign[];
  readonly roles: Roles;
  readonly cautions: readonly string[];
}

const unseenKey = (bucket: string): string =>
  t(
    "This user isn't allowed to see how bucket {0} is encrypted (s3:GetEncryptionConfiguration). If it uses a KMS key, instances can't write to it: their role gets access only to a key that is visible.",
    bucket,
  );

const keyOf = ({ bucket, expireDays, policies, region }: AccountNeeds): string =>
  JSON.stringify([region, bucket ?? '', policies, expireDays ?? '']);

/** The bucket itself, and when its contents expire. */
async function stepsOf(
  bucket: ResultsBucket,
  expireDays: number | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly SetupStep[]> {
  const missing = await bucket.missing(signal);
  if (expireDays === undefined) return missing;
  const present = missing.length === 0 ? ((await bucket.lifecycle.days(signal)) ?? 0) : 0;
  if (present === expireDays) return missing;
  return [...missing, { kind: 'lifecycle', name: bucket.name, purpose: expiryPurpose(expireDays) }];
}

/** @throws Failure if it isn't a policy */
function boundaryOf({ permissionsBoundary: arn }: Connection): string | undefined {
  if (arn === undefined || /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(arn)) return arn;
  throw new Failure(
    'bad-input',
    'BadBoundary',
    t(
      "The permissions boundary {0} isn't the ARN of a policy, such as arn:aws:iam::123456789012:policy/SpawnBoundary. Nothing was launched. Set spawn.permissionsBoundary (SPAWN_PERMISSIONS_BOUNDARY) to a policy ARN, or clear it.",
      arn,
    ),
  );
}

const noRegion = (): Failure =>
  new Failure(
    'bad-input',
    'NoRegion',
    t('No region is set. Set spawn.region (or --region, or AWS_REGION), for example to us-east-1.'),
  );
