import type { Clock } from '../../../src/engine/clock';
import type { Engine } from '../../../src/engine/engine';
import { openAccountDisk } from '../../../src/engine/record/account-disk';
import { newSelf } from '../../../src/engine/self';
import type { AccountDisk } from '../../../src/engine/session';
import { systemClock } from '../../../src/engine/system-clock';
import { engineOn } from '../../engine-on';
import { type Passage, startProxy } from './proxy';
import { never, type World } from './world';

/** Where a process dies: at its n-th step (a request or a line of the journal), before it is done or right after. */
export interface Death {
  readonly step: number;
  readonly when: 'before' | 'after';
}

/** An engine whose process can be killed at any step: from then on it neither asks, writes nor hears anything. */
export class MortalEngine {
  /** Steps so far, from when `arm` was called. */
  steps = 0;
  readonly #dead: Promise<void>;
  #die: () => void = () => undefined;
  #death: Death | undefined;
  #isDead = false;
  #armed = false;

  private constructor(
    readonly engine: Engine,
    private readonly proxy: Passage,
    self: { mortal?: MortalEngine },
  ) {
    self.mortal = this;
    this.#dead = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  static async start(world: World, machine: string): Promise<MortalEngine> {
    const self: { mortal?: MortalEngine } = {};
    const proxy = await startProxy(world.cloud.endpoint, ({ ask }) => self.mortal?.step(ask) ?? ask());
    const connection = { ...world.connection(machine), endpoint: proxy.endpoint };
    const clock: Clock = {
      now: () => systemClock.now(),
      sleep: async (milliseconds, signal) => {
        await systemClock.sleep(Math.min(milliseconds, 50), signal);
        if (self.mortal?.isDead) await never();
      },
    };
    const { engine } = engineOn(connection, clock, {
      diskOf: (account) => mortalDisk(openAccountDisk(connection.stateFolder ?? '', account), self),
      // What others on this machine see of it: a process that runs no more.
      self: { ...newSelf(), pid: 999_999_999 },
    });
    return new MortalEngine(engine, proxy, self);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** From now on steps count, and at the given one it dies. */
  arm(death?: Death): void {
    this.#armed = true;
    this.#death = death;
  }

  /** Runs to its end or its death, whichever comes first. */
  async live<T>(work: Promise<T>): Promise<T | 'dead'> {
    const dead = this.#dead.then((): 'dead' => 'dead');
    return Promise.race([work, dead]);
  }

  /** Goes through one step; never returns when the process dies there. */
  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDead) return never();
    const mine = this.#armed ? this.steps++ : -1;
    if (this.#death?.step === mine && this.#death.when === 'before') return this.#end();
    const result = await work();
    if (this.#isDead) return never();
    if (this.#death?.step === mine) return this.#end();
    return result;
  }

  async bury(): Promise<void> {
    this.#isDead = true;
    this.engine.dispose();
    await this.proxy.close();
  }

  #end<T>(): Promise<T> {
    this.#isDead = true;
    this.#die();
    return never();
  }
}

/** What is written to the disk are steps too: lines of the journal, and objects of records that lie there. */
function mortalDisk({ journals, records }: AccountDisk, self: { mortal?: MortalEngine }): AccountDisk {
  const step = <T>(work: () => Promise<T>): Promise<T> => self.mortal?.step(work) ?? work();
  return {
    journals: { ...journals, append: (sweepId, line) => step(() => journals.append(sweepId, line)) },
    records: {
      ...records,
      write: (...input) => step(() => records.write(...input)),
      remove: (key) => step(() => records.remove(key)),
    },
  };
}
