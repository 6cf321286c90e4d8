import type { Clock } from '../clock';
import type { Cloud, Instance } from '../ports';
import { sweepTags, taggedInstances } from '../track/instances';

/** How long EC2 may leave a new instance out of its answers. */
export const consistencyGrace = 5 * 60_000;

const pollPause = 5_000;

export const isAlive = (instance: Instance): boolean =>
  instance.state !== 'terminated' && instance.state !== 'stopped' && instance.state !== 'shutting-down';

interface Launched {
  readonly launchedAt: number;
  seen: boolean;
}

/** The running instances of one sweep, for `max_concurrent` and quotas: queries EC2 only while a launch waits. */
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
      /** Maximum number that may run at once; undefined: no limit. */
      readonly limit: number | undefined;
      readonly signal: AbortSignal | undefined;
    },
  ) {}

  /** Instances that are running or may be. */
  get alive(): number {
    return this.#launched.size;
  }

  /** Takes up to `wanted` places (at least one), waiting until there is one. Each is given back or filled. */
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

  /** Gives back what `admit` gave, and counts what was launched in its stead. */
  fill(places: number, instances: readonly { readonly id: string; readonly launchedAt: number }[]): void {
    if (this.options.limit !== undefined) this.#reserved -= places;
    for (const { id, launchedAt } of instances) this.#launched.set(id, { launchedAt, seen: false });
  }

  /** Waits for the next poll, which several may wait for together. */
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

  /** Running instances according to EC2. One that it doesn't show yet counts as running until lag can't explain it. */
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
