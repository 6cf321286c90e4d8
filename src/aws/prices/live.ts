import type { Price, Prices } from '../../cost/price';
import type { Clock } from '../../engine/clock';
import { Failure } from '../../engine/failure';
import type { PriceWish } from '../../engine/ports';
import type { Clients } from '../clients';
import { gp3Price, onDemandPrice } from './pricing';
import { spotPrices } from './spot';

/** Milliseconds that a price is taken for current. */
const dayLong = 24 * 3_600_000;
const spotLife = 5 * 60_000;

interface Kept {
  readonly price: Price | undefined;
  readonly at: number;
}

/** Prices from AWS where they were asked for, and from the bundled table elsewhere. What neither knows is unknown. */
export class LivePrices implements Prices {
  readonly #onDemand = new Map<string, Kept>();
  readonly #spot = new Map<string, Kept>();
  readonly #volume = new Map<string, Kept>();

  constructor(
    private readonly bundled: Prices,
    private readonly clients: Clients,
    private readonly clock: Clock,
  ) {}

  onDemand(instanceType: string, region: string): Price | undefined {
    return (
      this.bundled.onDemand(instanceType, region) ?? this.#onDemand.get(`${instanceType} ${region}`)?.price
    );
  }

  spot(instanceType: string, region: string): Price | undefined {
    return this.#spot.get(`${instanceType} ${region}`)?.price;
  }

  volume(region: string): Price | undefined {
    return this.bundled.volume(region) ?? this.#volume.get(region)?.price;
  }

  publicIpv4(region: string): Price | undefined {
    return this.bundled.publicIpv4(region);
  }

  /** Asks AWS for what is not known yet or no longer current. A price that cannot be had stays unknown. */
  async load(wishes: readonly PriceWish[], signal?: AbortSignal): Promise<void> {
    const regions = new Set(wishes.map(({ region }) => region));
    const onDemand = wishes.map(({ instanceType, region }) => {
      const name = `${instanceType} ${region}`;
      if (this.bundled.onDemand(instanceType, region) !== undefined) return undefined;
      return this.#keep(this.#onDemand, name, dayLong, () =>
        onDemandPrice(this.clients, instanceType, region, signal),
      );
    });
    const volumes = [...regions].map((region) =>
      this.bundled.volume(region) === undefined
        ? this.#keep(this.#volume, region, dayLong, () => gp3Price(this.clients, region, signal))
        : undefined,
    );
    const spot = [...regions].map((region) => this.#loadSpot(wishes, region, signal));
    await Promise.all([...onDemand, ...volumes, ...spot]);
  }

  async #loadSpot(
    wishes: readonly PriceWish[],
    region: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const types = wishes
      .filter((wish) => wish.spot && wish.region === region)
      .map(({ instanceType }) => instanceType)
      .filter((type) => !this.#isCurrent(this.#spot.get(`${type} ${region}`), spotLife));
    if (types.length === 0) return;
    const found = await orUnknown(() => spotPrices(this.clients, [...new Set(types)], region, signal));
    const at = this.clock.now();
    for (const type of types) this.#spot.set(`${type} ${region}`, { price: found?.get(type), at });
  }

  async #keep(
    kept: Map<string, Kept>,
    name: string,
    life: number,
    ask: () => Promise<Price | undefined>,
  ): Promise<void> {
    if (this.#isCurrent(kept.get(name), life)) return;
    // Put down first, so that runs that share a type ask once.
    kept.set(name, { price: kept.get(name)?.price, at: this.clock.now() });
    kept.set(name, { price: await orUnknown(ask), at: this.clock.now() });
  }

  #isCurrent(one: Kept | undefined, life: number): boolean {
    return one !== undefined && this.clock.now() - one.at < life;
  }
}

/** A price is worth asking for, and not worth failing for. */
async function orUnknown<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}
