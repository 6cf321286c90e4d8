import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  ModifyInstanceAttributeCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { tagList } from '../tag-list';
import type { Throttle, ThrottleClass } from './throttle';

/** Fetches a text from the web. */
export type FetchText = (url: string, signal?: AbortSignal) => Promise<string>;

const sshGroupName = 'spawn-ssh';
const port = 22;
/** AWS's own way to tell a caller its address. */
const addressService = 'https://checkip.amazonaws.com';

/** Opens the way for ssh, and only when somebody wants it: to this instance, from this address. */
export class SshAccess {
  constructor(
    private readonly region: string,
    private readonly clients: Clients,
    private readonly throttle: Throttle,
    private readonly fetchText: FetchText,
  ) {}

  /** Lets the caller's address reach port 22 of an instance, unless its groups do already. */
  async open({ id }: Instance, signal?: AbortSignal): Promise<void> {
    const address = await this.#address(signal);
    const described = await this.#send('DescribeInstances', 'describe', () =>
      this.#client.send(new DescribeInstancesCommand({ InstanceIds: [id] }), abort(signal)),
    );
    const instance = described.Reservations?.[0]?.Instances?.[0];
    const vpc = instance?.VpcId;
    const own = (instance?.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
    if (vpc === undefined) throw noNetwork(id);
    const groups = await this.#groups({ GroupIds: own }, signal);
    if (groups.some((group) => lets(group, address))) return;
    const group = await this.#group(vpc, signal);
    if (!lets(group, address)) await this.#authorize(group, address, signal);
    const groupId = group.GroupId ?? '';
    if (own.includes(groupId)) return;
    await this.#send('ModifyInstanceAttribute', 'mutate', () =>
      this.#client.send(
        new ModifyInstanceAttributeCommand({ InstanceId: id, Groups: [...own, groupId] }),
        abort(signal),
      ),
    );
  }

  /** Lets a public key in for a minute (EC2 Instance Connect). */
  async sendKey(
    { availabilityZone, id }: Instance,
    user: string,
    publicKey: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const input = {
      InstanceId: id,
      InstanceOSUser: user,
      SSHPublicKey: publicKey,
      AvailabilityZone: availabilityZone,
    };
    await this.clients.told({ action: 'SendSSHPublicKey', region: this.region }, () =>
      this.clients.instanceConnect(this.region).send(new SendSSHPublicKeyCommand(input), abort(signal)),
    );
  }

  /** Ids of the groups that Spawn made here. */
  async made(signal?: AbortSignal): Promise<readonly string[]> {
    const filters = [{ Name: 'tag:spawn:managed', Values: ['true'] }];
    const groups = await this.#groups({ Filters: filters }, signal);
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

  async #group(vpc: string, signal: AbortSignal | undefined): Promise<SecurityGroup> {
    const filters = [
      { Name: 'group-name', Values: [sshGroupName] },
      { Name: 'vpc-id', Values: [vpc] },
    ];
    const [known] = await this.#groups({ Filters: filters }, signal);
    if (known !== undefined) return known;
    const made = await this.#send('CreateSecurityGroup', 'mutate', () =>
      this.#client.send(
        new CreateSecurityGroupCommand({
          GroupName: sshGroupName,
          Description: 'ssh to instances of Spawn, from the addresses that asked for it',
          VpcId: vpc,
          TagSpecifications: [{ ResourceType: 'security-group', Tags: tagList({ 'spawn:managed': 'true' }) }],
        }),
        abort(signal),
      ),
    );
    return { GroupId: made.GroupId, IpPermissions: [] };
  }

  async #authorize(
    { GroupId }: SecurityGroup,
    address: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const command = new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: `${address}/32` }] },
      ],
    });
    try {
      await this.#send('AuthorizeSecurityGroupIngress', 'mutate', () =>
        this.#client.send(command, abort(signal)),
      );
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'InvalidPermission.Duplicate') throw error;
    }
  }

  async #groups(
    which: DescribeSecurityGroupsCommandInput,
    signal: AbortSignal | undefined,
  ): Promise<readonly SecurityGroup[]> {
    const answer = await this.#send('DescribeSecurityGroups', 'describe', () =>
      this.#client.send(new DescribeSecurityGroupsCommand(which), abort(signal)),
    );
    return answer.SecurityGroups ?? [];
  }

  async #address(signal: AbortSignal | undefined): Promise<string> {
    const text = (await this.fetchText(addressService, signal)).trim();
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text;
    throw new Failure(
      'network',
      'NoAddress',
      t(
        'The address of this machine cannot be told, so ssh was not opened for it. Check the network and try again.',
      ),
    );
  }

  get #client() {
    return this.clients.ec2(this.region);
  }

  #send<T>(action: string, kind: ThrottleClass, send: () => Promise<T>): Promise<T> {
    return this.throttle.spend(kind, 0, () => this.clients.told({ action, region: this.region }, send));
  }
}

/** Whether a group lets this address, or every one, reach port 22. */
function lets({ IpPermissions }: SecurityGroup, address: string): boolean {
  return (IpPermissions ?? []).some(
    ({ FromPort, IpProtocol, IpRanges, ToPort }) =>
      (IpProtocol === '-1' ||
        (IpProtocol === 'tcp' && (FromPort ?? port) <= port && (ToPort ?? port) >= port)) &&
      (IpRanges ?? []).some(({ CidrIp }) => CidrIp === `${address}/32` || CidrIp === '0.0.0.0/0'),
  );
}

const noNetwork = (id: string): Failure =>
  new Failure('not-found', 'NoNetwork', t('{0} has no network any more: it has ended, or is ending.', id));
