import type { Clock } from '../clock';
import type { Failure } from '../failure';
import type { Cloud, Compute, Instance } from '../ports';
import { isAlive } from './fleet';

const pollPause = 15_000;

/** The limit of a region that a refusal revealed: the maximum number of running instances or vCPUs. */
interface Lesson {
  /** From AWS's message, if it contains the number. */
  readonly vcpus?: number | undefined;
  /** Own instances that were running at the time of the refusal. */
  readonly alive: number;
  /** The number of instances that were refused. */
  readonly refused: number;
}

/** Keeps launches within a quota after a refusal: waits until own instances end instead of trying again. */
export class QuotaRoom {
  readonly #lessons = new Map<string, Lesson>();

  constructor(
    private readonly options: {
      readonly cloud: Pick<Cloud, 'instanceType'> & { compute(region: string): Pick<Compute, 'describe'> };
      readonly clock: Clock;
      readonly signal: AbortSignal;
      onWait(region: string): void;
    },
  ) {}

  /** Records a refusal. False if no instance of Spawn is running in the region whose end could free capacity. */
  async learn(region: string, instanceType: string, count: number, failure: Failure): Promise<boolean> {
    const { clock, signal } = this.options;
    const living = await this.#living(region);
    const vcpus = limitIn(failure.message);
    const lesson = { alive: living.length, refused: count, vcpus };
    this.#lessons.set(region, lesson);
    const fits = this.#fits(region, instanceType, living);
    if (living.length > 0) {
      // By this count it fits: others use the quota too, or EC2 doesn't return all of Spawn's instances yet.
      if (fits !== undefined && fits >= count) await clock.sleep(pollPause, signal);
      return true;
    }
    // A region without own instances that refuses a launch that should fit, or a single instance, won't change by
    // waiting.
    return fits === undefined ? count > 1 : fits > 0 && fits < count;
  }

  /** How many of `wanted` can be launched now; waits until it is at least one. */
  async admit(region: string, instanceType: string, wanted: number): Promise<number> {
    const lesson = this.#lessons.get(region);
    if (lesson === undefined) return wanted;
    for (;;) {
      const living = await this.#living(region);
      const fits = this.#fits(region, instanceType, living);
      if (fits !== undefined && fits > 0) return Math.min(wanted, fits);
      if (fits === undefined) {
        // Without a number: as many as have ended, or in a region without own instances, half of the refused number.
        if (living.length < lesson.alive) return Math.min(wanted, lesson.alive - living.length);
        if (living.length === 0) return Math.max(1, Math.min(wanted, Math.floor(lesson.refused / 2)));
      }
      this.options.onWait(region);
      await this.options.clock.sleep(pollPause, this.options.signal);
    }
  }

  #fits(region: string, instanceType: string, living: readonly Instance[]): number | undefined {
    const { cloud } = this.options;
    const limit = this.#lessons.get(region)?.vcpus;
    const each = cloud.instanceType(instanceType)?.vcpus;
    if (limit === undefined || each === undefined) return undefined;
    const used = living.reduce((sum, { type }) => sum + (cloud.instanceType(type)?.vcpus ?? each), 0);
    return Math.floor((limit - used) / each);
  }

  async #living(region: string): Promise<readonly Instance[]> {
    const { cloud, signal } = this.options;
    const found = await cloud.compute(region).describe({ 'spawn:managed': 'true' }, signal);
    return found.filter((instance) => isAlive(instance) || instance.state === 'shutting-down');
  }
}

/** `… than your current vCPU limit of 32 allows …` */
function limitIn(message: string): number | undefined {
  const match = /limit of (\d+)/i.exec(message);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
