import {
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type Filter,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import type { Clock } from '../../engine/clock';
import { Failure } from '../../engine/failure';
import type {
  Compute,
  ImageFacts,
  Instance,
  LaunchCall,
  SeenInstances,
  StartedSession,
  VcpuQuota,
} from '../../engine/ports';
import { type ImageName, publicImages } from '../../sweep/images';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { newestImage } from '../ssm/public-images';
import { startSession } from '../ssm/session';
import { tagList } from '../tag-list';
import { type BootImage, bootImageOf, usualRootDevice } from './image';
import { instanceOf } from './instance';
import { InstanceWatch, statesNotRunning } from './instance-watch';
import { vcpuQuota } from './quota';
import { ReservationMemory } from './reservations';
import { runInstancesInput } from './run-instances';
import { type FetchText, SshAccess } from './ssh-access';
import { terminateInstances } from './terminate';
import type { Throttle, ThrottleClass } from './throttle';
import { launchZones } from './zones';

/** The maximum page size of EC2. */
const pageSize = 1000;
/** The maximum number of IDs in one CreateTags call. */
const mostIds = 1000;
/** EC2 in one region, through the SDK. */
export class Ec2Compute implements Compute {
  readonly #ssh: SshAccess;
  readonly #quotas = new Map<string, Promise<VcpuQuota | undefined>>();
  readonly #memory = new ReservationMemory();
  /** For requests of instances that aren't running: EC2 returns their reservations without the running instances. */
  readonly #memoryOfSome = new ReservationMemory();
  #watched: { readonly name: string; readonly watch: InstanceWatch } | undefined;
  readonly #images = new Map<string, Promise<BootImage | undefined>>();

  constructor(
    readonly region: string,
    private readonly clients: Clients,
    private readonly throttle: Throttle,
    fetchText: FetchText,
    private readonly clock: Clock,
  ) {
    this.#ssh = new SshAccess(region, clients, throttle, fetchText);
  }

  async launch(call: LaunchCall, signal?: AbortSignal): Promise<readonly Instance[]> {
    const input = await this.#input(call, signal);
    const answer = await this.#call('RunInstances', 'run', call.count, signal, () =>
      this.clients.ec2Once(this.region).send(new RunInstancesCommand(input), abort(signal)),
    );
    return (answer.Instances ?? []).flatMap((one) => this.#instanceOf(one) ?? []);
  }

  async checkLaunch(call: LaunchCall, signal?: AbortSignal): Promise<void> {
    const input = await this.#input(call, signal);
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
    const now = this.clock.now();
    const instances = await this.#describe(filtersOf(tags), this.#memory, signal);
    if (this.#watched?.name === JSON.stringify(tags)) this.#watched.watch.take(instances, now);
    return instances;
  }

  async watch(tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<SeenInstances> {
    const name = JSON.stringify(tags);
    if (this.#watched?.name !== name) this.#watched = { name, watch: new InstanceWatch() };
    const { watch } = this.#watched;
    if (!watch.isSettled(this.clock.now()))
      return { instances: await this.describe(tags, signal), whole: true };
    const filters = [...filtersOf(tags), { Name: 'instance-state-name', Values: [...statesNotRunning] }];
    const notRunning = await this.#describe(filters, this.#memoryOfSome, signal);
    return { instances: watch.update(notRunning), whole: false };
  }

  async #describe(
    filters: Filter[],
    memory: ReservationMemory,
    signal: AbortSignal | undefined,
  ): Promise<readonly Instance[]> {
    const reading = memory.reading(({ Instances }) =>
      (Instances ?? []).flatMap((one) => this.#instanceOf(one) ?? []),
    );
    let next: string | undefined;
    do {
      const command = new DescribeInstancesCommand({
        Filters: filters,
        MaxResults: pageSize,
        NextToken: next,
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

  async latestImage(
    image: ImageName,
    architecture: 'x86_64' | 'arm64',
    signal?: AbortSignal,
  ): Promise<string> {
    const id = await newestImage(this.clients, this.region, image, architecture, signal);
    // Known without a request to EC2, and needed most often.
    if (image === 'al2023') {
      const { diskGib = 8 } = publicImages.al2023;
      this.#images.set(
        id,
        Promise.resolve({
          rootDevice: usualRootDevice,
          architecture,
          diskGib,
          drivers: [],
          loginUser: 'ec2-user',
        }),
      );
    }
    return id;
  }

  zones(signal?: AbortSignal): Promise<readonly string[]> {
    const send = <T>(action: string, work: () => Promise<T>): Promise<T> =>
      this.#call(action, 'describe', 0, signal, work);
    return launchZones(this.clients, this.region, send, signal);
  }

  /** Requested once for each family and market. */
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
      // A user who isn't allowed to list them can't have created any.
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
      // Instance types before Nitro don't add anything here later.
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

  async image(ami: string, signal?: AbortSignal): Promise<ImageFacts | undefined> {
    const known = await this.#image(ami, signal);
    if (known === undefined) return undefined;
    const { furtherDevices: _further, rootDevice: _root, ...facts } = known;
    return facts;
  }

  async #input(call: LaunchCall, signal: AbortSignal | undefined): Promise<RunInstancesCommandInput> {
    const { furtherDevices, rootDevice = usualRootDevice } = (await this.#image(call.ami, signal)) ?? {};
    return runInstancesInput(call, rootDevice, furtherDevices);
  }

  #image(ami: string, signal: AbortSignal | undefined): Promise<BootImage | undefined> {
    const known = this.#images.get(ami);
    if (known !== undefined) return known;
    const asked = this.#askImage(ami, signal);
    this.#images.set(ami, asked);
    asked.catch(() => this.#images.delete(ami));
    return asked;
  }

  async #askImage(ami: string, signal: AbortSignal | undefined): Promise<BootImage | undefined> {
    try {
      const answer = await this.#call('DescribeImages', 'describe', 0, signal, () =>
        this.clients.ec2(this.region).send(new DescribeImagesCommand({ ImageIds: [ami] }), abort(signal)),
      );
      const [image] = answer.Images ?? [];
      return image === undefined ? undefined : bootImageOf(image);
    } catch (error) {
      // Not allowed to ask, or the image doesn't exist: RunInstances reports it with a better message.
      if (error instanceof Failure && ['permission', 'not-found', 'rejected'].includes(error.kind)) {
        return undefined;
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
    return this.throttle.spend(kind, resources, () => this.clients.call(doing, send), signal);
  }
}

const filtersOf = (tags: Readonly<Record<string, string>>): Filter[] =>
  Object.entries(tags).map(([name, value]) => ({ Name: `tag:${name}`, Values: [value] }));
