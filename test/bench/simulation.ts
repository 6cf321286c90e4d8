import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../src/aws/cloud';
import type { Clock } from '../../src/engine/clock';
import type { Connection } from '../../src/engine/connection';
import type { Engine, LaunchRequest } from '../../src/engine/engine';
import type { Cloud } from '../../src/engine/ports';
import { openAccountDisk } from '../../src/engine/record/account-disk';
import { type RunningCloud, startCloud } from '../../src/local/cloud';
import { engineOn } from '../engine-on';
import { sweepOf } from '../sample-sweep';

/** So slow that the wall's time does not show in the cloud's. */
const FROZEN = 1e-9;
/** As EC2 and the local cloud's own program have it. */
const LAG_MS = 1_000;
/** Turns of the event loop without a request or a write before nothing is held to be under way. */
const QUIET_TURNS = 200;

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/**
 * A local cloud with AWS's request limits and an engine on it, both on one clock that stands still while anything is under
 * way and jumps to the next moment that someone waits for: what is measured is the time that AWS makes one wait.
 */
export class Simulation implements Clock {
  #sleepers: Sleeper[] = [];
  #underWay = 0;
  readonly #began = (): void => {
    this.#underWay += 1;
  };
  readonly #ended = (): void => {
    this.#underWay -= 1;
  };

  private constructor(
    readonly folder: string,
    readonly cloud: RunningCloud,
  ) {
    subscribe('http.server.request.start', this.#began);
    subscribe('http.server.response.finish', this.#ended);
  }

  static async start(): Promise<Simulation> {
    const folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-bench-'));
    const cloud = await startCloud({
      stateFolder: path.join(folder, 'cloud'),
      port: 0,
      compute: 'simulated',
      consistencyLagMs: LAG_MS,
      clockRate: FROZEN,
      quotas: { onDemandVcpus: 1_000_000 },
    });
    return new Simulation(folder, cloud);
  }

  now(): number {
    return this.cloud.control.now();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const abort = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper: Sleeper = { due: this.now() + milliseconds, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', abort);
    });
  }

  /** An engine with a machine of its own. `naming`: whether it names instances; EC2 takes ten names a second. */
  engine(machine: string, { naming }: { readonly naming: boolean }): { engine: Engine; cloud: Cloud } {
    const connection = this.#connection(machine);
    const cloud = awsCloud(connection, this, priceTable);
    const { journals, records } = openAccountDisk(connection.stateFolder ?? '', 'bench');
    const { engine } = engineOn(connection, this, {
      cloud: naming ? cloud : withoutNaming(cloud),
      diskOf: () => ({ journals: this.#watching(journals), records: this.#watching(records) }),
      random: () => 0.5,
    });
    return { engine, cloud };
  }

  /** A client that asks for one thing at a time, and for which waiting is all that takes time. */
  plainCloud(machine: string): Cloud {
    const clock: Clock = {
      now: () => this.now(),
      sleep: async (milliseconds) => this.cloud.control.advance(milliseconds),
    };
    return awsCloud(this.#connection(machine), clock, priceTable);
  }

  /** Lets time pass until this is done. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = work.finally(() => {
      done = true;
    });
    // Whoever awaits `end` hears of it.
    end.catch(() => undefined);
    while (!done) {
      await this.#quiet(() => done);
      if (done) break;
      const due = Math.min(...this.#sleepers.map((sleeper) => sleeper.due));
      if (!Number.isFinite(due)) {
        await turn();
        continue;
      }
      this.cloud.control.advance(Math.max(0, due - this.now()));
      const woken = this.#sleepers.filter((sleeper) => sleeper.due <= due);
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.due > due);
      for (const sleeper of woken) sleeper.wake();
    }
    return end;
  }

  async stop(): Promise<void> {
    unsubscribe('http.server.request.start', this.#began);
    unsubscribe('http.server.response.finish', this.#ended);
    await this.cloud.close();
    await fs.rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #connection(machine: string): Connection {
    const { accessKeyId, endpoint, region, secretAccessKey } = this.cloud;
    return {
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      stateFolder: path.join(this.folder, machine),
    };
  }

  async #quiet(isDone: () => boolean): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS && !isDone(); turns++) {
      await turn();
      if (this.#underWay > 0) turns = 0;
    }
  }

  /** The same disk, whose every answer is waited for before time passes. */
  #watching<T extends object>(disk: T): T {
    return new Proxy(disk, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return (...input: readonly unknown[]) => {
          const answer: unknown = Reflect.apply(value, target, input);
          return answer instanceof Promise ? this.#watched(answer) : answer;
        };
      },
    });
  }

  async #watched<T>(work: Promise<T>): Promise<T> {
    this.#began();
    try {
      return await work;
    } finally {
      this.#ended();
    }
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The same cloud, with a pen that writes nothing. */
function withoutNaming(cloud: Cloud): Cloud {
  return {
    ...cloud,
    compute: (region) => {
      const compute = cloud.compute(region);
      return new Proxy(compute, {
        get: (target, key) => {
          if (key === 'tag') return () => Promise.resolve();
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
}

/** A sweep of so many runs that differ in their region alone. */
export const requestFor = (
  name: string,
  size: number,
  regions: readonly string[] = ['us-east-1'],
): LaunchRequest => ({
  sweep: {
    name,
    runs: sweepOf(size).runs.map((run) => ({
      ...run,
      settings: { ...run.settings, region: regions[run.index % regions.length] ?? run.settings.region },
    })),
  },
  fileName: `${name}.yaml`,
  fileText: 'params: []\n',
  region: 'us-east-1',
});
