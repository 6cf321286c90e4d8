import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { openEngine } from '../../src/aws/open';
import { sshArguments } from '../../src/engine/connect/ssh';
import { openSshRoute } from '../../src/engine/connect/ssh-route';
import type { Engine, LaunchRequest } from '../../src/engine/engine';
import type { Instance } from '../../src/engine/ports';
import type { RunView } from '../../src/engine/view';
import type { CloudOptions } from '../../src/local/cloud-options';
import type { RunSettings } from '../../src/sweep/run';
import { launched, requestFor, World } from '../cloud/engine/world';
import { clientsOf } from '../cloud/local/harness';
import { runOf } from '../sample-sweep';

/** Milliseconds that a container may take on a computer that has much else to do. */
const usualPatience = 8 * 60_000;

const jobEnds = ['succeeded', 'failed', 'stopped-early', 'expired', 'interrupted', 'lost', 'launch-failed'];

/** A run by what a scenario is about. */
export interface Scenario {
  readonly name: string;
  readonly script: string;
  readonly settings?: Partial<RunSettings>;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** How a run has ended: its job and its instance. */
export interface Outcome {
  /** `succeeded 0`, `expired` */
  readonly job: string;
  readonly log: string;
  /** Results by their path below the run's folder. */
  readonly results: Readonly<Record<string, string>>;
  readonly instance: Instance;
}

/** A local cloud whose instances are booted systems, with an engine on it that reaches them by ssh. */
export class Machines {
  readonly engine: Engine;
  private sweepId = '';

  private constructor(
    readonly world: World,
    private readonly patience: number,
  ) {
    const connection = world.connection('here');
    this.engine = openEngine({ ...connection, sshPort: Number(new URL(world.cloud.endpoint).port) });
  }

  /** @param files of every instance's system, by path: text, `{link: TARGET}` or `{copy: FILE}` of this computer */
  static async start(
    files: Readonly<Record<string, string | { readonly link: string } | { readonly copy: string }>> = {},
    options: Partial<CloudOptions> = {},
    patience = usualPatience,
  ): Promise<Machines> {
    const world = await World.start({ compute: 'containers', ...options });
    const image = path.join(world.folder, 'cloud', 'image');
    for (const [name, content] of Object.entries(files)) await place(path.join(image, name), content);
    return new Machines(world, patience);
  }

  async launch(scenarios: readonly Scenario[], request: Partial<LaunchRequest> = {}): Promise<void> {
    const runs = scenarios.map(({ name, parameters, script, settings }, index) => ({
      ...runOf(index, { userData: script, ttlSeconds: 900, ...settings }, parameters ?? {}),
      name,
    }));
    const sweep = { name: 'boot', runs };
    const { id } = await launched(this.engine, { ...requestFor(sweep), ...request });
    this.sweepId = id;
  }

  get id(): string {
    return this.sweepId;
  }

  async instanceOf(name: string): Promise<Instance> {
    const all = await this.world.instances(this.sweepId);
    const instance = all.find(({ tags }) => tags['Name'] === name);
    if (instance === undefined) throw new Error(`${name} has no instance`);
    return instance;
  }

  /** Waits until an instance is in one of these states. */
  async reaches(name: string, ...states: readonly string[]): Promise<Instance> {
    return this.until(name, async () => {
      const instance = await this.instanceOf(name);
      return states.includes(instance.state) ? instance : undefined;
    });
  }

  /** Waits until the run's log so far holds this. */
  async logged(name: string, text: RegExp): Promise<string> {
    return this.until(name, async () => {
      const log = (await this.engine.log(this.sweepId, name)) ?? '';
      return text.test(log) ? log : undefined;
    });
  }

  /** Waits until the run has published the keys of its host. */
  async published(name: string): Promise<void> {
    await this.until(name, () => this.engine.hostKeys(this.sweepId, name));
  }

  /** Waits until the run's job has ended. */
  async reported(name: string): Promise<string> {
    return this.until(name, async () => {
      const { exitCode, state } = await this.runOf(name);
      if (!jobEnds.includes(state)) return undefined;
      return exitCode === undefined ? state : `${state} ${exitCode}`;
    });
  }

  /** The same for a sweep without a bucket: what the instance keeps is fetched by scp. */
  async fetched(name: string): Promise<void> {
    await this.until(name, async () => {
      const view = await this.engine.fetchKept(this.sweepId).catch(() => undefined);
      return view?.runs.some((run) => run.name === name && jobEnds.includes(run.state)) ? true : undefined;
    });
  }

  /** How a run has ended, once its instance is in one of these states. */
  async ended(name: string, ...states: readonly string[]): Promise<Outcome> {
    const instance = await this.reaches(name, ...(states.length === 0 ? ['stopped', 'terminated'] : states));
    const job = await this.reported(name);
    if (job === 'lost') throw new Error(`${name} never reported:\n${await this.console(name)}`);
    const log = (await this.engine.log(this.sweepId, name)) ?? '';
    return { job, log, results: await this.resultsOf(name), instance };
  }

  /** As a user collects them. */
  async resultsOf(name: string): Promise<Readonly<Record<string, string>>> {
    const folder = path.join(this.world.folder, 'collected');
    await this.engine.collect(this.sweepId, folder, () => undefined);
    const below = path.join(folder, name);
    const entries = await readdir(below, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const found = await Promise.all(
      files.map(async (file) => [path.relative(below, file), await readFile(file, 'utf8')] as const),
    );
    return Object.fromEntries(found.filter(([file]) => file !== 'output.log'));
  }

  /** Waits until an instance that has just booted answers by ssh. */
  async answers(name: string): Promise<void> {
    await this.until(name, () => this.ssh(name, ['echo', 'here']).catch(() => undefined));
  }

  /** Runs a command on an instance by ssh as it is, the host's key checked; what it prints. Text is typed into it. */
  async ssh(name: string, command: readonly string[], text = '', user?: string): Promise<string> {
    // As the engine knows it: with the port that answers ssh here.
    const { instance } = await this.runOf(name);
    if (instance === undefined) throw new Error(`${name} has no instance`);
    const { note, ssh } = await openSshRoute(this.engine, instance, {
      folder: this.world.folder,
      ...(user === undefined ? {} : { user }),
    });
    if (note !== undefined || ssh.knownHostsFile === undefined)
      throw new Error(note ?? `${name} has published no keys`);
    return new Promise((resolve, reject) => {
      const words = ['-T', '-o', 'BatchMode=yes', ...sshArguments(ssh), ...command];
      const child = execFile('ssh', words, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${error.message}\n${stderr}`)),
      );
      child.stdin?.end(text);
    });
  }

  console(name: string): Promise<string> {
    return this.instanceOf(name).then((instance) => this.engine.consoleOutput(instance));
  }

  /** The image that a public parameter names. */
  async imageId(Name: string): Promise<string> {
    const { ssm, ...others } = clientsOf(this.world.cloud);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
    for (const client of [ssm, ...Object.values(others)]) client.destroy();
    return Parameter?.Value ?? '';
  }

  async close(): Promise<void> {
    this.engine.dispose();
    await this.world.stop();
  }

  private async runOf(name: string): Promise<RunView> {
    const { runs } = await this.engine.view(this.sweepId);
    const run = runs.find((one) => one.name === name);
    if (run === undefined) throw new Error(`${name} is no run`);
    return run;
  }

  /** Looks again and again; where it takes too long, the console says what the machine was at. */
  async until<T>(name: string, read: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + this.patience;
    for (;;) {
      const value = await read();
      if (value !== undefined) return value;
      if (Date.now() > deadline) throw new Error(`${name} took too long:\n${await this.console(name)}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function place(
  file: string,
  content: string | { readonly link: string } | { readonly copy: string },
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  if (typeof content !== 'string')
    await ('link' in content ? symlink(content.link, file) : copyFile(content.copy, file));
  else await writeFile(file, content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
}
