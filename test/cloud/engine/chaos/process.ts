import type { Clock, Random } from '../../../../src/engine/clock';
import type { Engine } from '../../../../src/engine/engine';
import { openAccountDisk } from '../../../../src/engine/record/account-disk';
import { newSelf } from '../../../../src/engine/self';
import { systemClock } from '../../../../src/engine/system-clock';
import { engineOn } from '../../../engine-on';
import { type Answer, type Passage, type Passing, startProxy } from '../proxy';
import { ignore, never, type World } from '../world';
import { fault, type Odds, tell } from './weather';

/** How often the engine looks for ended instances while it waits for them, or drives their sweep, in milliseconds. */
const fleetPauses: ReadonlySet<number> = new Set([5_000, 10_000]);

/** One process on one machine: an engine behind a way full of faults, which may be killed at any request. */
export class Process {
  faults = 0;
  dead = false;
  calm = false;
  readonly #death: Promise<'dead'>;
  #die: (value: 'dead') => void = ignore;

  private constructor(
    readonly engine: Engine,
    private readonly passage: Passage,
    self: { process?: Process },
  ) {
    self.process = this;
    this.#death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  static async start(world: World, machine: string, random: Random, odds: Odds): Promise<Process> {
    const self: { process?: Process } = {};
    const passage = await startProxy(
      world.cloud.endpoint,
      (passing) => self.process?.meet(passing, random, odds) ?? passing.ask(),
    );
    const connection = { ...world.connection(machine), endpoint: passage.endpoint };
    const clock: Clock = {
      now: () => systemClock.now(),
      // A minute passes in a millisecond; leases are renewed in their own time.
      sleep: async (milliseconds, signal) => {
        await systemClock.sleep(milliseconds === 20_000 ? milliseconds : 1, signal);
        if (fleetPauses.has(milliseconds)) await odds.onWait();
        if (self.process?.dead) await never();
      },
    };
    const { engine } = engineOn(connection, clock, {
      diskOf: (account) => {
        const { journals, records } = openAccountDisk(connection.stateFolder ?? '', account);
        const unlessDead = <T>(work: () => Promise<T>): Promise<T> => (self.process?.dead ? never() : work());
        return {
          journals: {
            ...journals,
            append: (sweepId, line) => unlessDead(() => journals.append(sweepId, line)),
          },
          records: { ...records, write: (...input) => unlessDead(() => records.write(...input)) },
        };
      },
      random,
      self: { ...newSelf(), pid: 900_000_000 + Math.floor(random() * 1e6) },
    });
    return new Process(engine, passage, self);
  }

  /** Ends with the work, or with the process. */
  live<T>(work: Promise<T>): Promise<T | 'dead'> {
    return Promise.race([work, this.#death]);
  }

  async bury(): Promise<void> {
    this.dead = true;
    this.engine.dispose();
    await this.passage.close();
  }

  async meet(passing: Passing, random: Random, odds: Odds): Promise<Answer> {
    if (this.dead) return never();
    const luck = random();
    if (this.calm || luck >= odds.fault + odds.death) return tell(passing, odds, await passing.ask());
    this.faults += 1;
    if (luck < odds.death) {
      const done = random() < 0.5;
      this.dead = true;
      if (done) tell(passing, odds, await passing.ask());
      this.#die('dead');
      return never();
    }
    return fault(passing, random, odds);
  }
}
