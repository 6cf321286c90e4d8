import type { Clock } from '../clock';
import type { Cloud, Instance } from '../ports';
import { sweepTags, taggedInstances } from '../track/instances';

/** How long EC2 can omit a new instance from its answers. */
export const consistencyGrace = 5 * 60_000;

const pollPause = 5_000;

export const isAlive = (instance: Instance): boolean =>
  instance.state !== 'terminated' && instance.state !== 'stopped' && instance.state !== 'shutting-down';

interface Launched {
  readonly launchedAt: number;
  seen: boolean;
}

/** The running instances of one sweep, for `max_concurrent` and quotas: requests EC2 only while a launch waits. */
export class Fleet {
  readonly #launched = new Map<string, Launched>();
  #reserved = 0;
  #refresh: Promise<void> | undefined;

  constructor(
    private readonly options: {
      readonly sweepId: string;
      readonly regions: readonly string[];
      readonly cloud: Cloud;
      readonly clock: Clock;
      /** Maximum number of running instances; undefined: no limit. */
      readonly limit: number | undefined;
      readonly signal: AbortSignal | undefined;
    },
  ) {}

  /** Instances that are running, or that may be. */
  get alive(): number {
    return this.#launched.size;
  }

  /** Reserves up to `wanted` places (at least one), and waits until there is one. Each is released or used. */
  async admit(wanted: number, onWait: () => void): Promise<number> {
    const { limit } = this.options;
    if (limit === undefined) return wanted;
    for (;;) {
      const places = Math.min(wanted, limit - this.#launched.size - this.#reserved);
      if (places > 0) {
        this.#reserved += places;
        return places;
      }
      onWait();
      await this.change();
    }
  }

  /** Releases reserved places, and counts the instances that were launched instead. */
  fill(places: number, instances: readonly { readonly id: string; readonly launchedAt: number }[]): void {
    if (this.options.limit !== undefined) this.#reserved -= places;
    for (const { id, launchedAt } of instances) this.#launched.set(id, { launchedAt, seen: false });
  }

  /** Waits for the next poll, which several callers can share. */
  change(): Promise<void> {
    this.#refresh ??= this.#poll().finally(() => {
      this.#refresh = undefined;
    });
    return this.#refresh;
  }

  async #poll(): Promise<void> {
    const { clock, regions, signal, sweepId } = this.options;
    await clock.sleep(pollPause, signal);
    this.take(await taggedInstances(regions, sweepTags(sweepId), this.options));
  }

  /**
   * Running instances according to EC2. An instance that EC2 doesn't return yet counts as running for as long as a
   * delay can explain that.
   */
  take(instances: readonly Instance[]): void {
    const shown = new Map(instances.map((instance) => [instance.id, instance]));
    const now = this.options.clock.now();
    for (const instance of instances) {
      if (isAlive(instance)) this.#launched.set(instance.id, { launchedAt: instance.launchedAt, seen: true });
      else this.#launched.delete(instance.id);
    }
    for (const [id, one] of this.#launched) {
      if (!shown.has(id) && (one.seen || now - one.launchedAt > consistencyGrace)) this.#launched.delete(id);
    }
  }
}
