import type { Instance } from '../../engine/ports';

/** An instance in one of these states isn't running. */
export const statesNotRunning: readonly string[] = [
  'pending',
  'shutting-down',
  'terminated',
  'stopping',
  'stopped',
];
/** States from which an instance can't start to run without being seen: it already runs, or never will again. */
const settled: ReadonlySet<string> = new Set(['running', 'shutting-down', 'terminated']);
/** EC2's own maximum for one page. */
const few = 1_000;
/** Milliseconds: much less than the time for which EC2 shows an ended instance. */
const wholeEvery = 300_000;

/**
 * EC2's repeated descriptions of the same instances. For ten thousand running instances, they are 24 MB that rarely
 * change. So only instances that aren't running are requested, which EC2 shows for long enough, and all of them every
 * five minutes.
 */
export class InstanceWatch {
  #known: readonly Instance[] = [];
  /** All instances are in a settled state, and at least half are running. */
  #isAtRest = false;
  #wholeAt = Number.NEGATIVE_INFINITY;

  /** Takes all instances as they were at `now`, milliseconds since the epoch. */
  take(instances: readonly Instance[], now: number): void {
    this.#know(instances);
    this.#wholeAt = now;
  }

  /** True if the instances that aren't running are enough to determine the state of all. */
  isSettled(now: number): boolean {
    const age = now - this.#wholeAt;
    return age >= 0 && age < wholeEvery && this.#isAtRest;
  }

  /**
   * All instances, updated with those that aren't running; the same list if nothing has changed. An instance that was
   * not running and isn't among them no longer exists in EC2.
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
