import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { t } from '@vscode/l10n';
import { defaultBucket } from '../engine/create';
import { Failure } from '../engine/failure';
import type { Account, AccountNeeds, AccountResources, Identity, SetupStep } from '../engine/ports';
import type { Clients } from './clients';
import { abort } from './ec2/compute';
import { designRole, type RoleDesign } from './iam/role';
import { Roles } from './iam/roles';
import { partitionOf, ResultsBucket } from './s3/bucket';

/** Who we are, and what of the account's bucket and roles stands. */
export class AwsAccount implements Account {
  #identity: Promise<Identity> | undefined;
  /** Needs that were found or made to stand: not asked for again by this connection. */
  readonly #standing = new Set<string>();

  constructor(
    private readonly clients: Clients,
    private readonly region: () => Promise<string | undefined>,
  ) {}

  identity(signal?: AbortSignal): Promise<Identity> {
    this.#identity ??= this.#ask(signal);
    this.#identity.catch(() => {
      this.#identity = undefined;
    });
    return this.#identity;
  }

  async missing(needs: AccountNeeds, signal?: AbortSignal): Promise<readonly SetupStep[]> {
    if (this.#standing.has(keyOf(needs))) return [];
    const { bucket, designs, roles } = await this.#designs(needs, signal);
    const steps = await Promise.all([
      bucket.missing(signal),
      ...designs.map((design) => roles.missing(design, signal)),
    ]);
    if (steps.flat().length === 0) this.#standing.add(keyOf(needs));
    return steps.flat();
  }

  async setUp(needs: AccountNeeds, signal?: AbortSignal): Promise<AccountResources> {
    const { bucket, designs, roles } = await this.#designs(needs, signal);
    if (!this.#standing.has(keyOf(needs))) {
      const [wanted] = await bucket.missing(signal);
      if (wanted !== undefined) await bucket.create();
      for (const design of designs) await roles.setUp(design, signal);
      this.#standing.add(keyOf(needs));
    }
    return {
      bucket: bucket.name,
      instanceProfiles: new Map(
        designs.map((design, place) => [(needs.policies[place] ?? []).join(','), design.name]),
      ),
    };
  }

  async #ask(signal: AbortSignal | undefined): Promise<Identity> {
    const region = await this.region();
    if (region === undefined) throw noRegion();
    const answer = await this.clients.told({ action: 'GetCallerIdentity', region }, () =>
      this.clients.sts(region).send(new GetCallerIdentityCommand({}), abort(signal)),
    );
    return { account: answer.Account ?? '', arn: answer.Arn ?? '', region };
  }

  async #designs(
    needs: AccountNeeds,
    signal: AbortSignal | undefined,
  ): Promise<{ bucket: ResultsBucket; designs: readonly RoleDesign[]; roles: Roles }> {
    const identity = await this.identity(signal);
    const name = needs.bucket ?? defaultBucket(identity, needs.region);
    const partition = partitionOf(identity.arn);
    return {
      bucket: new ResultsBucket(name, needs.region, identity, this.clients),
      designs: needs.policies.map((policies) => designRole(name, policies, partition)),
      roles: new Roles(this.clients, identity.region),
    };
  }
}

const keyOf = ({ bucket, policies, region }: AccountNeeds): string =>
  JSON.stringify([region, bucket ?? '', policies]);

const noRegion = (): Failure =>
  new Failure(
    'bad-input',
    'NoRegion',
    t('No region is set. Set spawn.region (or --region, or AWS_REGION), for example to us-east-1.'),
  );
