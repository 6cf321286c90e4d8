import type { Price, Prices } from '../../cost/price';
import type { Clock } from '../../engine/clock';
import { Failure } from '../../engine/failure';
import type { PriceWish } from '../../engine/ports';
import type { Clients } from '../clients';
import { gp3Price, onDemandPrice } from './pricing';
import type { PriceShelf, ShelvedPrice } from './shelf';
import { spotPrices } from './spot';

/** Milliseconds for which a price counts as current. */
const dayLong = 24 * 3_600_000;
const spotLife = 5 * 60_000;

interface Kept {
  readonly price: Price | undefined;
  readonly at: number;
}

/**
 * Prices from AWS if requested, otherwise from the bundled table. Prices from AWS are cached for a day. If AWS can't be
 * reached, the last known price applies, with its date. A price that neither source has is unknown.
 */
export class LivePrices implements Prices {
  /** On demand by `t3.micro eu-west-1`, and storage by `gp3 eu-west-1`. */
  readonly #cached = new Map<string, Kept>();
  readonly #spot = new Map<string, Kept>();
  #shelved: Promise<void> | undefined;

  constructor(
    private readonly bundled: Prices,
    private readonly clients: Clients,
    private readonly clock: Clock,
    private readonly shelf: PriceShelf,
  ) {}

  onDemand(instanceType: string, region: string): Price | undefined {
    return (
      this.bundled.onDemand(instanceType, region) ?? this.#cached.get(`${instanceType} ${region}`)?.price
    );
  }

  spot(instanceType: string, region: string): Price | undefined {
    return this.#spot.get(`${instanceType} ${region}`)?.price;
  }

  volume(region: string): Price | undefined {
    return this.bundled.volume(region) ?? this.#cached.get(`gp3 ${region}`)?.price;
  }

  publicIpv4(region: string): Price | undefined {
    return this.bundled.publicIpv4(region);
  }

  /** Requests prices that are missing or no longer current. */
  async load(wishes: readonly PriceWish[], signal?: AbortSignal): Promise<void> {
    const regions = new Set(wishes.map(({ region }) => region));
    const asked = new Map<string, () => Promise<Price | undefined>>();
    for (const { instanceType, region } of wishes) {
      if (this.bundled.onDemand(instanceType, region) !== undefined) continue;
      asked.set(`${instanceType} ${region}`, () => onDemandPrice(this.clients, instanceType, region, signal));
    }
    for (const region of regions) {
      if (this.bundled.volume(region) !== undefined) continue;
      asked.set(`gp3 ${region}`, () => gp3Price(this.clients, region, signal));
    }
    const spot = [...regions].map((region) => this.#loadSpot(wishes, region, signal));
    await Promise.all([this.#loadMissing(asked), ...spot]);
  }

  async #loadMissing(asked: ReadonlyMap<string, () => Promise<Price | undefined>>): Promise<void> {
    if (asked.size === 0) return;
    this.#shelved ??= this.#takeShelf();
    await this.#shelved;
    const fresh = new Map<string, ShelvedPrice>();
    const due = [...asked].filter(([name]) => !this.#isCurrent(this.#cached.get(name), dayLong));
    await Promise.all(
      due.map(async ([name, ask]) => {
        const last = this.#cached.get(name)?.price;
        // Stored before the answer, so that runs with the same type share one request.
        const at = this.clock.now();
        this.#cached.set(name, { price: last, at });
        const price = await orUnknown(ask);
        if (price === undefined) return;
        this.#cached.set(name, { price, at });
        fresh.set(name, { ...price, at });
      }),
    );
    if (fresh.size > 0) await this.shelf.add(fresh);
  }

  /** Prices that other processes of this user have requested. */
  async #takeShelf(): Promise<void> {
    for (const [name, { at, ...price }] of await this.shelf.read()) {
      if (!this.#cached.has(name)) this.#cached.set(name, { price, at });
    }
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

  #isCurrent(one: Kept | undefined, life: number): boolean {
    return one !== undefined && this.clock.now() - one.at < life;
  }
}

/** A missing price isn't an error. */
async function orUnknown<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}
