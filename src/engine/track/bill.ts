import {
  accruedParts,
  type Billed,
  type CostParts,
  hourlyUsd,
  partsUsd,
  projectedUsd,
  ratesOf,
} from '../../cost/accrual';
import type { Price, Prices } from '../../cost/price';
import { type SweepRecord, volumeName } from '../record/sweep-record';

/** The cost of an instance, in USD. */
export interface Bill {
  readonly accruedUsd: number;
  /** The parts of `accruedUsd`. */
  readonly costParts: CostParts;
  readonly projectedUsd: number;
  /** Maximum cost per hour from now on; 0 when it no longer exists. */
  readonly hourlyUsd: number;
}

/** An instance whose cost is calculated. Two with the same name cost the same at any time. */
export interface BilledInstance extends Billed {
  readonly name: string;
}

export const accountOf = (billed: Billed): BilledInstance => ({
  ...billed,
  name: [
    billed.instanceType,
    billed.region,
    billed.spot,
    billed.spotMaxPrice,
    billed.spotFallback,
    billed.cpuCredits,
    billed.ownPrice,
    billed.licensed,
    billed.volumeGib,
    billed.publicAddress,
    billed.launchedAt,
    billed.endedAt,
    billed.goneAt,
    billed.expiresAt,
  ].join(' '),
});

/**
 * Costs at one moment (milliseconds since the epoch), each calculated once for all instances with the same cost;
 * undefined: price unknown.
 */
export function billsAt(now: number, prices: Prices): (account: BilledInstance) => Bill | undefined {
  const known = new Map<string, Bill | undefined>();
  return (account) => {
    const before = known.get(account.name);
    if (before !== undefined || known.has(account.name)) return before;
    const bill = billOf(account, prices, now);
    known.set(account.name, bill);
    return bill;
  };
}

/** Of several attempts; undefined if there is none. The price and what an hour costs are those of the last one. */
export function sumOfBills(bills: readonly Bill[]): Bill | undefined {
  return bills.length === 0 ? undefined : bills.reduce(addBills);
}

const addBills = (a: Bill, b: Bill): Bill => ({
  accruedUsd: a.accruedUsd + b.accruedUsd,
  costParts: addParts(a.costParts, b.costParts),
  projectedUsd: a.projectedUsd + b.projectedUsd,
  hourlyUsd: b.hourlyUsd,
});

const addParts = (a: CostParts, b: CostParts): CostParts => ({
  hours: a.hours + b.hours,
  instance: a.instance + b.instance,
  credits: a.credits + b.credits,
  volume: a.volume + b.volume,
  address: a.address + b.address,
  price: b.price,
  // An on-demand attempt saved nothing, and cost what it costs.
  ...(a.onDemand === undefined && b.onDemand === undefined
    ? {}
    : { onDemand: (a.onDemand ?? a.instance) + (b.onDemand ?? b.instance) }),
});

function billOf(billed: Billed, prices: Prices, now: number): Bill | undefined {
  const rates = ratesOf(billed, prices);
  if (rates === undefined) return undefined;
  const costParts = accruedParts(billed, rates, now);
  return {
    accruedUsd: partsUsd(costParts),
    costParts,
    projectedUsd: projectedUsd(billed, rates, now),
    hourlyUsd:
      billed.goneAt !== undefined ? 0 : billed.endedAt === undefined ? hourlyUsd(rates) : rates.volume,
  };
}

/** The prices at the time of the launch, and the current ones if they were unknown then. */
export function pricesOf(record: SweepRecord, present: Prices): Prices {
  const recorded = (spot: boolean, instanceType: string, region: string): Price | undefined =>
    record.prices.find(
      (price) => price.spot === spot && price.instanceType === instanceType && price.region === region,
    );
  return {
    onDemand: (type, region) => recorded(false, type, region) ?? present.onDemand(type, region),
    spot: (type, region) => recorded(true, type, region) ?? present.spot(type, region),
    volume: (region) => recorded(false, volumeName, region) ?? present.volume(region),
    publicIpv4: (region) => present.publicIpv4(region),
  };
}
