import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import type { Clock } from '../../../src/engine/clock';
import { type RunProgram, runProgram } from '../../../src/engine/connect/run-program';
import type { Engine } from '../../../src/engine/engine';
import type { Self } from '../../../src/engine/launch/lease';
import { newSelf } from '../../../src/engine/self';
import { systemClock } from '../../../src/engine/system-clock';
import { engineOn } from '../../engine-on';
import { type Answer, type Passage, type Passing, startProxy } from './proxy';
import type { World } from './world';

/** What goes wrong with a request: `undefined` where nothing does. */
export type Mischief = (passing: Passing) => Promise<Answer> | undefined;

/** An engine at 203.0.113.7 whose way to the cloud is full of mischief, and whose waiting takes no time. */
export class FaultyEngine {
  /** Milliseconds that it would have slept, in order. */
  readonly sleeps: number[] = [];
  /** Every request, in order. */
  readonly requests: Passing[] = [];
  mischief: Mischief = () => undefined;
  /** Milliseconds by which its clock is ahead. */
  ahead = 0;
  /** Called at every sleep, as time passes. */
  onSleep: (milliseconds: number) => Promise<void> = async () => undefined;

  private constructor(
    readonly engine: Engine,
    private readonly proxy: Passage,
  ) {}

  static async start(
    world: World,
    machine: string,
    who: Self = newSelf(),
    programs: RunProgram = runProgram,
    address = '203.0.113.7',
  ): Promise<FaultyEngine> {
    const self: { engine?: FaultyEngine } = {};
    const proxy = await startProxy(world.cloud.endpoint, (passing) => {
      self.engine?.requests.push(passing);
      return self.engine?.mischief(passing) ?? passing.ask();
    });
    const connection = { ...world.connection(machine), endpoint: proxy.endpoint };
    const clock: Clock = {
      now: () => systemClock.now() + (self.engine?.ahead ?? 0),
      sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        // Renewals of the lease wait for the end; everything else continues at once.
        if (milliseconds === 20_000) return systemClock.sleep(milliseconds, signal);
        self.engine?.sleeps.push(milliseconds);
        await self.engine?.onSleep(milliseconds);
        await systemClock.sleep(1, signal);
      },
    };
    const { engine } = engineOn(connection, clock, {
      cloud: awsCloud(connection, clock, priceTable, async () => `${address}\n`),
      run: programs,
      random: () => 0.5,
      self: who,
    });
    self.engine = new FaultyEngine(engine, proxy);
    return self.engine;
  }

  /** RunInstances requests that were real launches: not the preview's questions. */
  launches(): readonly URLSearchParams[] {
    return this.requests
      .filter(({ action, parameters }) => action === 'RunInstances' && parameters.get('DryRun') !== 'true')
      .map(({ parameters }) => parameters);
  }

  async stop(): Promise<void> {
    this.engine.dispose();
    await this.proxy.close();
  }
}
