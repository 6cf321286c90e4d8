import {
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { Compute, Instance, LaunchCall, StartedSession, VcpuQuota } from '../../engine/ports';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { startSession } from '../ssm/session';
import { tagList } from '../tag-list';
import { instanceOf } from './instance';
import { vcpuQuota } from './quota';
import { ReservationMemory } from './reservations';
import { runInstancesInput } from './run-instances';
import { type FetchText, SshAccess } from './ssh-access';
import { terminateInstances } from './terminate';
import type { Throttle, ThrottleClass } from './throttle';
import { launchZones } from './zones';

/** Largest page that EC2 gives. */
const pageSize = 1000;
/** Ids in one CreateTags call. */
const mostIds = 1000;
/** Amazon Linux 2023's, and that of most images. */
const usualRootDevice = '/dev/xvda';

/** What EC2 says of an image. */
interface BootImage {
  /** The device that it boots from, which is the one to encrypt and to size. */
  readonly rootDevice: string;
  readonly architecture: string | undefined;
}

/** EC2 in one region, through the SDK. */
export class Ec2Compute implements Compute {
  readonly #ssh: SshAccess;
  readonly #quotas = new Map<string, Promise<VcpuQuota | undefined>>();
  readonly #memory = new ReservationMemory();
  readonly #images = new Map<string, Promise<BootImage>>();

  constructor(
    readonly region: string,
    private readonly clients: Clients,
    private readonly throttle: Throttle,
    fetchText: FetchText,
  ) {
    this.#ssh = new SshAccess(region, clients, throttle, fetchText);
  }

  async launch(call: LaunchCall, signal?: AbortSignal): Promise<readonly Instance[]> {
    const input = runInstancesInput(call, await this.#rootDevice(call.ami, signal));
    const answer = await this.#call('RunInstances', 'run', call.count, signal, () =>
      this.clients.ec2Once(this.region).send(new RunInstancesCommand(input), abort(signal)),
    );
    return (answer.Instances ?? []).flatMap((one) => this.#instanceOf(one) ?? []);
  }

  async checkLaunch(call: LaunchCall, signal?: AbortSignal): Promise<void> {
    const input = runInstancesInput(call, await this.#rootDevice(call.ami, signal));
    try {
      await this.#call('RunInstances', 'run', 0, signal, () =>
        this.clients
          .ec2Once(this.region)
          .send(new RunInstancesCommand({ ...input, DryRun: true }), abort(signal)),
      );
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'DryRunOperation') throw error;
    }
  }

  async describe(tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<readonly Instance[]> {
    const filters = Object.entries(tags).map(([name, value]) => ({ Name: `tag:${name}`, Values: [value] }));
    const reading = this.#memory.reading(({ Instances }) =>
      (Instances ?? []).flatMap((one) => this.#instanceOf(one) ?? []),
    );
    let next: string | undefined;
    do {
      const command = new DescribeInstancesCommand({
        Filters: filters,
        MaxResults: pageSize,
        ...(next === undefined ? {} : { NextToken: next }),
      });
      reading.watch(command);
      const page = await this.#call('DescribeInstances', 'describe', 0, signal, () =>
        this.clients.ec2(this.region).send(command, abort(signal)),
      );
      reading.take(page.Reservations ?? []);
      next = page.NextToken;
    } while (next !== undefined && next !== '');
    return reading.end();
  }

  async terminate(instanceIds: readonly string[], signal?: AbortSignal): Promise<void> {
    await terminateInstances(instanceIds, (command, count) =>
      this.#call('TerminateInstances', 'terminate', count, signal, async () => {
        await this.clients.ec2(this.region).send(command, abort(signal));
      }),
    );
  }

  async tag(
    instanceIds: readonly string[],
    tags: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<void> {
    for (let start = 0; start < instanceIds.length; start += mostIds) {
      const command = new CreateTagsCommand({
        Resources: instanceIds.slice(start, start + mostIds),
        Tags: tagList(tags),
      });
      await this.#call('CreateTags', 'tag', 0, signal, () =>
        this.clients.ec2Once(this.region).send(command, abort(signal)),
      );
    }
  }

  async latestImage(architecture: 'x86_64' | 'arm64', signal?: AbortSignal): Promise<string> {
    const name = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
    const doing = { action: 'GetParameter', region: this.region };
    const answer = await this.clients
      .told(doing, () =>
        this.clients.ssm(this.region).send(new GetParameterCommand({ Name: name }), abort(signal)),
      )
      .catch(whenNoParameter);
    const image = answer?.Parameter?.Value;
    if (image === undefined) throw noImage(architecture, this.region);
    this.#images.set(image, Promise.resolve({ rootDevice: usualRootDevice, architecture }));
    return image;
  }

  zones(signal?: AbortSignal): Promise<readonly string[]> {
    const send = <T>(action: string, work: () => Promise<T>): Promise<T> =>
      this.#call(action, 'describe', 0, signal, work);
    return launchZones(this.clients, this.region, send, signal);
  }

  /** Asked once for each family and market. */
  vcpuQuota(instanceType: string, spot: boolean, signal?: AbortSignal): Promise<VcpuQuota | undefined> {
    const family = /^[a-z]+\d*/.exec(instanceType)?.[0] ?? instanceType;
    const name = `${family} ${spot}`;
    const known = this.#quotas.get(name);
    if (known !== undefined) return known;
    const asked = vcpuQuota(this.clients, this.region, instanceType, spot, signal);
    this.#quotas.set(name, asked);
    asked.catch(() => this.#quotas.delete(name));
    return asked;
  }

  openSsh(instance: Instance, signal?: AbortSignal): Promise<void> {
    return this.#ssh.open(instance, signal);
  }

  sendSshKey(instance: Instance, user: string, publicKey: string, signal?: AbortSignal): Promise<void> {
    return this.#ssh.sendKey(instance, user, publicKey, signal);
  }

  async securityGroups(signal?: AbortSignal): Promise<readonly string[]> {
    try {
      return await this.#ssh.made(signal);
    } catch (error) {
      // Who may not look cannot have made any.
      if (error instanceof Failure && ['permission', 'rejected'].includes(error.kind)) return [];
      throw error;
    }
  }

  removeSecurityGroup(id: string, signal?: AbortSignal): Promise<void> {
    return this.#ssh.remove(id, signal);
  }

  async consoleOutput(instanceId: string, which: 'latest' | 'boot', signal?: AbortSignal): Promise<string> {
    const command = new GetConsoleOutputCommand({ InstanceId: instanceId, Latest: which === 'latest' });
    try {
      const answer = await this.#call('GetConsoleOutput', 'describe', 0, signal, () =>
        this.clients.ec2(this.region).send(command, abort(signal)),
      );
      return Buffer.from(answer.Output ?? '', 'base64').toString('utf8');
    } catch (error) {
      // Instances of before Nitro keep nothing later.
      const unsupported = error instanceof Failure && error.code === 'UnsupportedOperation';
      if (which === 'boot' || !unsupported) throw error;
      return this.consoleOutput(instanceId, 'boot', signal);
    }
  }

  startSession(instanceId: string, signal?: AbortSignal): Promise<StartedSession> {
    return startSession(this.clients, this.region, instanceId, signal);
  }

  #instanceOf(one: Parameters<typeof instanceOf>[1]): Instance | undefined {
    return instanceOf(this.region, one, this.clients.sshPort);
  }

  async imageArchitecture(ami: string, signal?: AbortSignal): Promise<string | undefined> {
    return (await this.#image(ami, signal)).architecture;
  }

  async #rootDevice(ami: string, signal: AbortSignal | undefined): Promise<string> {
    return (await this.#image(ami, signal)).rootDevice;
  }

  #image(ami: string, signal: AbortSignal | undefined): Promise<BootImage> {
    const known = this.#images.get(ami);
    if (known !== undefined) return known;
    const asked = this.#askImage(ami, signal);
    this.#images.set(ami, asked);
    asked.catch(() => this.#images.delete(ami));
    return asked;
  }

  async #askImage(ami: string, signal: AbortSignal | undefined): Promise<BootImage> {
    try {
      const answer = await this.#call('DescribeImages', 'describe', 0, signal, () =>
        this.clients.ec2(this.region).send(new DescribeImagesCommand({ ImageIds: [ami] }), abort(signal)),
      );
      const image = answer.Images?.[0];
      return { rootDevice: image?.RootDeviceName ?? usualRootDevice, architecture: image?.Architecture };
    } catch (error) {
      // Not allowed to ask, or no such image: RunInstances says so itself, and in better words.
      if (error instanceof Failure && ['permission', 'not-found', 'rejected'].includes(error.kind)) {
        return { rootDevice: usualRootDevice, architecture: undefined };
      }
      throw error;
    }
  }

  #call<T>(
    action: string,
    kind: ThrottleClass,
    resources: number,
    signal: AbortSignal | undefined,
    send: () => Promise<T>,
  ): Promise<T> {
    const doing = { action, region: this.region };
    return this.throttle.spend(kind, resources, () => this.clients.told(doing, send), signal);
  }
}

/** What SSM says of an image that it does not list there: the sentence about images says more. */
const whenNoParameter = (error: unknown): undefined => {
  if (error instanceof Failure && error.code === 'ParameterNotFound') return undefined;
  throw error;
};

const noImage = (architecture: string, region: string): Failure =>
  new Failure(
    'not-found',
    'NoImage',
    t(
      'There is no Amazon Linux 2023 image for {0} in {1}. Nothing was launched: check the name of the region, or name an image with the key ami.',
      architecture,
      region,
    ),
  );
