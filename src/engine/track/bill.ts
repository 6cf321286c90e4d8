import {
  accruedParts,
  accruedUsd,
  type Billed,
  type CostParts,
  projectedUsd,
  ratesOf,
} from '../../cost/accrual';
import type { Price, Prices } from '../../cost/price';
import type { SweepRecord } from '../record/sweep-record';

/** What an instance costs, in USD. */
export interface Bill {
  readonly accruedUsd: number;
  /** What `accruedUsd` is made of. */
  readonly costParts: CostParts;
  readonly projectedUsd: number;
}

/** An instance on the books. Two of one name cost the same at any time. */
export interface Account extends Billed {
  readonly name: string;
}

export function accountOf(billed: Billed): Account {
  const { endedAt, expiresAt, instanceType, launchedAt, publicAddress, region, spot, volumeGib } = billed;
  const name = [instanceType, region, spot, volumeGib, publicAddress, launchedAt, endedAt, expiresAt].join(
    ' ',
  );
  return { ...billed, name };
}

/** Bills of one moment (milliseconds since the epoch), each written once for all that cost the same; undefined: price unknown. */
export function billsAt(now: number, prices: Prices): (account: Account) => Bill | undefined {
  const known = new Map<string, Bill | undefined>();
  return (account) => {
    if (!known.has(account.name)) known.set(account.name, billOf(account, prices, now));
    return known.get(account.name);
  };
}

function billOf(billed: Billed, prices: Prices, now: number): Bill | undefined {
  const rates = ratesOf(billed, prices);
  if (rates === undefined) return undefined;
  return {
    accruedUsd: accruedUsd(billed, rates, now),
    costParts: accruedParts(billed, rates, now),
    projectedUsd: projectedUsd(billed, rates, now),
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
    volume: (region) => present.volume(region),
    publicIpv4: (region) => present.publicIpv4(region),
  };
}
