import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { formIdentity, runFolder, statusFolder } from '../../../src/agent/record';
import { awsCloud } from '../../../src/aws/cloud';
import { openEngine } from '../../../src/aws/open';
import type { Connection } from '../../../src/engine/connection';
import type { Engine, LaunchProgress, LaunchRequest } from '../../../src/engine/engine';
import type { Cloud, Instance } from '../../../src/engine/ports';
import { systemClock } from '../../../src/engine/system-clock';
import type { SweepView } from '../../../src/engine/view';
import { type RunningCloud, startCloud } from '../../../src/local/cloud';
import type { CloudOptions } from '../../../src/local/cloud-options';
import type { Sweep } from '../../../src/sweep/run';

/** A local cloud with simulated instances, and engines on it as different machines would have them. */
export class World {
  readonly #engines: Engine[] = [];
  readonly #others: Cloud[] = [];
  /** The SDK next to the engine, to do what agents and other people do, and to look at the truth. */
  readonly aws: Cloud;

  private constructor(
    readonly folder: string,
    readonly cloud: RunningCloud,
  ) {
    this.aws = awsCloud(this.connection('observer'), systemClock, priceTable);
  }

  /** Without request limits unless asked for: what a test of a few seconds does would fill AWS's buckets. */
  static async start(options: Partial<CloudOptions> = {}): Promise<World> {
    const folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-engine-'));
    const cloud = await startCloud({
      stateFolder: path.join(folder, 'cloud'),
      port: 0,
      compute: 'simulated',
      consistencyLagMs: 0,
      throttling: false,
      ...options,
    });
    return new World(folder, cloud);
  }

  /** How the machine of this name reaches the cloud: its journals are its own. */
  connection(machine: string): Connection {
    const { accessKeyId, endpoint, region, secretAccessKey } = this.cloud;
    return {
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      stateFolder: path.join(this.folder, machine),
    };
  }

  /** The cloud through another connection, which remembers nothing of the first. */
  another(settings: Partial<Connection> = {}): Cloud {
    const connection = { ...this.connection('another'), ...settings };
    const cloud = awsCloud(connection, systemClock, priceTable);
    this.#others.push(cloud);
    return cloud;
  }

  engine(machine = 'here', settings: Partial<Connection> = {}): Engine {
    const engine = openEngine({ ...this.connection(machine), ...settings });
    this.#engines.push(engine);
    return engine;
  }

  async stop(): Promise<void> {
    for (const engine of this.#engines) engine.dispose();
    for (const cloud of [this.aws, ...this.#others]) cloud.dispose();
    await this.cloud.close();
    await fs.rm(this.folder, { recursive: true, force: true });
  }

  /** Every instance that this sweep ever launched and EC2 still shows. */
  instances(sweepId: string): Promise<readonly Instance[]> {
    return this.aws.compute(this.cloud.region).describe({ 'sweep:id': sweepId });
  }

  /** Asks IAM behind the engine's back. */
  async iam<T>(ask: (client: IAMClient) => Promise<T>): Promise<T> {
    const { accessKeyId, endpoint, region, secretAccessKey } = this.cloud;
    const client = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    try {
      return await ask(client);
    } finally {
      client.destroy();
    }
  }

  /** Does what the agent of a run does when its job ends. */
  async finish(
    bucket: string,
    sweepId: string,
    run: RunName,
    outcome: {
      readonly state: string;
      readonly exit: number | '-';
      readonly results?: Record<string, string>;
    },
  ): Promise<void> {
    const store = this.aws.store(bucket, this.cloud.region);
    const identity = await this.identity(sweepId, run);
    for (const [file, text] of Object.entries(outcome.results ?? {})) {
      await store.write(`${runFolder(sweepId, run.name, identity)}results/${file}`, text);
    }
    const status = `${run.index}.1.${outcome.state}.${outcome.exit}.0`;
    await store.write(`${statusFolder(sweepId, identity)}${status}`, '{}');
  }

  /** What the keys of a run's instance hold; that of its form where the instance has no role. */
  async identity(
    sweepId: string,
    { index, instanceId }: Pick<RunName, 'index' | 'instanceId'>,
  ): Promise<string> {
    if (instanceId !== undefined) return `AROATEST:${instanceId}`;
    const found = (await this.instances(sweepId)).find(({ tags }) => tags['sweep:index'] === String(index));
    return found === undefined ? formIdentity(index, 1) : `AROATEST:${found.id}`;
  }
}

/** A run, with its instance where that is known. */
export interface RunName {
  readonly index: number;
  readonly name: string;
  readonly instanceId?: string | undefined;
}

export { runOf, settingsOf, sweepOf } from '../../sample-sweep';

export const requestFor = (sweep: Sweep): LaunchRequest => ({
  sweep,
  fileName: 'test-sweep.yaml',
  fileText: 'params: []\n',
  region: 'us-east-1',
});

export const ignore = (): void => undefined;

export const never = <T>(): Promise<T> => new Promise(() => undefined);

/** Launches as someone does who has seen the preview, and waits until the instances have their names. */
export async function launched(
  engine: Engine,
  request: LaunchRequest,
  onProgress: (progress: LaunchProgress) => void = ignore,
) {
  const preview = await engine.preview(request);
  const outcome = await engine.launch(preview, onProgress);
  await engine.settle();
  // Someone else may have taken the id of the preview in the same second.
  return { ...outcome, id: outcome.view.id, preview };
}

/** States of the runs; `alive` whether or not the instance has booted by now. */
export const statesOf = ({ runs }: SweepView): readonly string[] =>
  runs.map(({ state }) => (state === 'pending' || state === 'running' ? 'alive' : state));
