import type { Instance } from '../../engine/ports';

/** An instance that runs is in none of them for as long as it runs. */
export const statesNotRunning: readonly string[] = [
  'pending',
  'shutting-down',
  'terminated',
  'stopping',
  'stopped',
];
/** An instance in one of these runs, or never will again: none gets there unseen. */
const settled: ReadonlySet<string> = new Set(['running', 'shutting-down', 'terminated']);
/** EC2's own maximum for one page. */
const few = 1_000;
/** Milliseconds: by far less than EC2 shows an instance after its end. */
const wholeEvery = 300_000;

/**
 * EC2's repeated descriptions of the same instances. Of ten thousand that run, 24 MB are what they were; so only those that do
 * not run any more are asked for, which EC2 shows for long enough, and all of them every five minutes.
 */
export class InstanceWatch {
  #known: readonly Instance[] = [];
  /** None of them may begin to run, and most do. */
  #isAtRest = false;
  #wholeAt = Number.NEGATIVE_INFINITY;

  /** Takes all instances as they were at `now`, milliseconds since the epoch. */
  take(instances: readonly Instance[], now: number): void {
    this.#know(instances);
    this.#wholeAt = now;
  }

  /** True when those that do not run are enough to know of all. */
  isSettled(now: number): boolean {
    const age = now - this.#wholeAt;
    return age >= 0 && age < wholeEvery && this.#isAtRest;
  }

  /**
   * All instances, from all of those that do not run: the same list where nothing is new. What neither runs nor is among them has
   * gone from EC2.
   */
  update(notRunning: readonly Instance[]): readonly Instance[] {
    const news = new Map(notRunning.map((instance) => [instance.id, instance]));
    const next = this.#known.flatMap((instance) => {
      const update = news.get(instance.id);
      news.delete(instance.id);
      return update ?? (isRunning(instance) ? instance : []);
    });
    const isSame =
      news.size === 0 && next.length === this.#known.length && next.every((one, i) => one === this.#known[i]);
    if (!isSame) this.#know([...next, ...news.values()]);
    return this.#known;
  }

  #know(instances: readonly Instance[]): void {
    this.#known = instances;
    this.#isAtRest =
      instances.length > few &&
      instances.every(({ state }) => settled.has(state)) &&
      instances.filter(isRunning).length * 2 >= instances.length;
  }
}

const isRunning = ({ state }: Instance): boolean => state === 'running';
