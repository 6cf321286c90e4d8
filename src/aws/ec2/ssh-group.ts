import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  type IpRange,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { Failure } from '../../engine/failure';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { tagList } from '../tag-list';
import type { Throttle } from './throttle';

const name = 'spawn-ssh';
export const sshPort = 22;
/** The tag that identifies Spawn's security groups, since anyone can use the name. */
const tags = { 'spawn:managed': 'true', 'spawn:purpose': 'ssh' };

/** The security group of a VPC that allows SSH: one rule for each user and machine that connects. */
export class SshGroup {
  constructor(
    private readonly region: string,
    private readonly clients: Clients,
    private readonly throttle: Throttle,
  ) {}

  /** The security group of a VPC, created if needed, which allows this address, and no earlier one of this user and machine. */
  async letIn(vpc: string, address: string, signal?: AbortSignal): Promise<string> {
    const group = (await this.#found(vpc, signal)) ?? (await this.#make(vpc, signal));
    const { GroupId = '' } = group;
    const caller = await this.#caller();
    const rules = ownRanges(group, caller);
    if (!allowsAddress(group, address)) await this.#authorize(GroupId, address, caller, signal);
    const former = rules.filter(({ CidrIp }) => CidrIp !== `${address}/32`);
    if (former.length > 0) await this.#revoke(GroupId, former, signal);
    return GroupId;
  }

  describe(
    which: DescribeSecurityGroupsCommandInput,
    signal?: AbortSignal,
  ): Promise<readonly SecurityGroup[]> {
    return this.#send('DescribeSecurityGroups', 'describe', async () => {
      const command = new DescribeSecurityGroupsCommand(which);
      return (await this.#client.send(command, abort(signal))).SecurityGroups ?? [];
    });
  }

  /** Ids of the groups that Spawn created in this region. */
  async made(signal?: AbortSignal): Promise<readonly string[]> {
    const groups = await this.describe({ Filters: filtersOf(tags) }, signal);
    return groups.flatMap(({ GroupId }) => GroupId ?? []);
  }

  async remove(groupId: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.#send('DeleteSecurityGroup', 'mutate', () =>
        this.#client.send(new DeleteSecurityGroupCommand({ GroupId: groupId }), abort(signal)),
      );
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'not-found') throw error;
    }
  }

  async #found(vpc: string, signal: AbortSignal | undefined): Promise<SecurityGroup | undefined> {
    const filters = [...filtersOf(tags), { Name: 'vpc-id', Values: [vpc] }];
    const [found] = await this.describe({ Filters: filters }, signal);
    return found;
  }

  /** Has a unique name if another user has a security group with the usual name. */
  async #make(vpc: string, signal: AbortSignal | undefined): Promise<SecurityGroup> {
    try {
      return await this.#makeNamed(name, vpc, signal);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'InvalidGroup.Duplicate') throw error;
      return this.#makeNamed(`${name}-${randomBytes(4).toString('hex')}`, vpc, signal);
    }
  }

  async #makeNamed(group: string, vpc: string, signal: AbortSignal | undefined): Promise<SecurityGroup> {
    const command = new CreateSecurityGroupCommand({
      GroupName: group,
      Description: 'ssh to instances of Spawn, from the addresses of those who connect',
      VpcId: vpc,
      TagSpecifications: [{ ResourceType: 'security-group', Tags: tagList(tags) }],
    });
    const { GroupId } = await this.#send('CreateSecurityGroup', 'mutate', () =>
      this.#client.send(command, abort(signal)),
    );
    return { GroupId, IpPermissions: [] };
  }

  async #authorize(
    GroupId: string,
    address: string,
    caller: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const range = { CidrIp: `${address}/32`, Description: caller };
    const command = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [sshFrom([range])] });
    try {
      await this.#send('AuthorizeSecurityGroupIngress', 'mutate', () =>
        this.#client.send(command, abort(signal)),
      );
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'InvalidPermission.Duplicate') throw error;
    }
  }

  /** A stale rule would admit whoever has the address now. */
  async #revoke(GroupId: string, ranges: readonly IpRange[], signal: AbortSignal | undefined): Promise<void> {
    const command = new RevokeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [sshFrom(ranges.map(({ CidrIp }) => ({ CidrIp })))],
    });
    try {
      await this.#send('RevokeSecurityGroupIngress', 'mutate', () =>
        this.#client.send(command, abort(signal)),
      );
    } catch (error) {
      // Another window of this user has already done so.
      if (!(error instanceof Failure) || error.code !== 'InvalidPermission.NotFound') throw error;
    }
  }

  /** Identifies this user on this machine in a rule's description. */
  async #caller(): Promise<string> {
    const { arn } = await this.clients.identity();
    const machine = createHash('sha256').update(`${arn} ${hostname()}`).digest('hex').slice(0, 8);
    // The characters that EC2 accepts in a description
    // (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html).
    return `Spawn ${machine} ${arn}`.replace(/[^\w .:/()#,@[\]+=&;{}!$*-]/g, '_').slice(0, 255);
  }

  get #client() {
    return this.clients.ec2(this.region);
  }

  #send<T>(action: string, kind: 'describe' | 'mutate', send: () => Promise<T>): Promise<T> {
    return this.throttle.spend(kind, 0, () => this.clients.call({ action, region: this.region }, send));
  }
}

const filtersOf = (wanted: Readonly<Record<string, string>>) =>
  Object.entries(wanted).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));

const sshFrom = (IpRanges: IpRange[]) => ({
  IpProtocol: 'tcp',
  FromPort: sshPort,
  ToPort: sshPort,
  IpRanges,
});

/** The rules that were created for this caller. */
const ownRanges = ({ IpPermissions }: SecurityGroup, caller: string): readonly IpRange[] =>
  (IpPermissions ?? [])
    .filter(
      ({ FromPort, IpProtocol, ToPort }) =>
        IpProtocol === 'tcp' && FromPort === sshPort && ToPort === sshPort,
    )
    .flatMap(({ IpRanges }) => (IpRanges ?? []).filter(({ Description }) => Description === caller));

/** Whether a security group allows this address, or any address, to reach port 22. */
export function allowsAddress({ IpPermissions }: SecurityGroup, address: string): boolean {
  return (IpPermissions ?? []).some(
    ({ FromPort, IpProtocol, IpRanges, ToPort }) =>
      (IpProtocol === '-1' ||
        (IpProtocol === 'tcp' && (FromPort ?? sshPort) <= sshPort && (ToPort ?? sshPort) >= sshPort)) &&
      (IpRanges ?? []).some(({ CidrIp }) => CidrIp === `${address}/32` || CidrIp === '0.0.0.0/0'),
  );
}
