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

/** What an instance costs, in USD. */
export interface Bill {
  readonly accruedUsd: number;
  /** What `accruedUsd` is made of. */
  readonly costParts: CostParts;
  readonly projectedUsd: number;
  /** What an hour costs from now on, at most; 0 once it is gone. */
  readonly hourlyUsd: number;
}

/** An instance on the books. Two of one name cost the same at any time. */
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

/** Bills of one moment (milliseconds since the epoch), each written once for all that cost the same; undefined: price unknown. */
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

/** The prices as they stood at the launch, and the present ones for what was unknown then. */
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
