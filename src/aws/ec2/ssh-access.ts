import { DescribeInstancesCommand, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { allowsAddress, SshGroup } from './ssh-group';
import type { Throttle, ThrottleClass } from './throttle';

/** Fetches a text from the web. */
export type FetchText = (url: string, signal?: AbortSignal) => Promise<string>;

/** AWS's own service that returns the caller's IP address. */
const addressService = 'https://checkip.amazonaws.com';

/** Opens SSH access, only when requested, to one instance from one address. */
export class SshAccess {
  readonly #group: SshGroup;

  constructor(
    private readonly region: string,
    private readonly clients: Clients,
    private readonly throttle: Throttle,
    private readonly fetchText: FetchText,
  ) {
    this.#group = new SshGroup(region, clients, throttle);
  }

  /** Allows the caller's address to reach port 22 of an instance, unless its security groups already do. */
  async open({ id }: Instance, signal?: AbortSignal): Promise<void> {
    const address = await this.#address(signal);
    const described = await this.#send('DescribeInstances', 'describe', () =>
      this.#client.send(new DescribeInstancesCommand({ InstanceIds: [id] }), abort(signal)),
    );
    const instance = described.Reservations?.[0]?.Instances?.[0];
    const vpc = instance?.VpcId;
    const own = (instance?.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
    if (vpc === undefined) throw noNetwork(id);
    const groups = await this.#group.describe({ GroupIds: own }, signal);
    if (groups.some((group) => allowsAddress(group, address))) return;
    const groupId = await this.#group.letIn(vpc, address, signal);
    if (own.includes(groupId)) return;
    await this.#send('ModifyInstanceAttribute', 'mutate', () =>
      this.#client.send(
        new ModifyInstanceAttributeCommand({ InstanceId: id, Groups: [...own, groupId] }),
        abort(signal),
      ),
    );
  }

  /** Authorizes a public key for one minute (EC2 Instance Connect). */
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
    await this.clients.call({ action: 'SendSSHPublicKey', region: this.region }, () =>
      this.clients.instanceConnect(this.region).send(new SendSSHPublicKeyCommand(input), abort(signal)),
    );
  }

  /** Ids of the groups that Spawn created here. */
  made(signal?: AbortSignal): Promise<readonly string[]> {
    return this.#group.made(signal);
  }

  remove(groupId: string, signal?: AbortSignal): Promise<void> {
    return this.#group.remove(groupId, signal);
  }

  async #address(signal: AbortSignal | undefined): Promise<string> {
    const text = (await this.fetchText(addressService, signal)).trim();
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text;
    throw new Failure(
      'network',
      'NoAddress',
      t(
        "The public IP address of this machine can't be determined, so SSH was not opened for it. Check the network and try again.",
      ),
    );
  }

  get #client() {
    return this.clients.ec2(this.region);
  }

  #send<T>(action: string, kind: ThrottleClass, send: () => Promise<T>): Promise<T> {
    return this.throttle.spend(kind, 0, () => this.clients.call({ action, region: this.region }, send));
  }
}

const noNetwork = (id: string): Failure =>
  new Failure(
    'not-found',
    'NoNetwork',
    t('{0} no longer has a network: it has terminated or is shutting down.', id),
  );
