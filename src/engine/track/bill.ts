import { accruedParts, accruedUsd, type Billed, type CostParts, projectedUsd } from '../../cost/accrual';
import { defaultVolumeGib } from '../../cost/estimate';
import type { Price, Prices } from '../../cost/price';
import type { SweepRecord } from '../record/sweep-record';

/** What a run costs, in USD; undefined where the price of its instance is unknown. */
export interface Bill {
  readonly accrued?: number;
  readonly projected?: number;
  /** What `accrued` is made of. */
  readonly parts?: CostParts;
}

export interface BillFacts {
  readonly instanceType: string;
  readonly region: string;
  readonly spot: boolean;
  readonly volumeGib?: number;
  readonly publicAddress: boolean;
  readonly launchedAt: number;
  readonly endedAt?: number;
  readonly expiresAt?: number;
}

export function billOf(facts: BillFacts, prices: Prices, now: number): Bill {
  const billed: Billed = { ...facts, volumeGib: facts.volumeGib ?? defaultVolumeGib };
  const accrued = accruedUsd(billed, prices, now);
  const parts = accruedParts(billed, prices, now);
  const projected = projectedUsd(billed, prices, now);
  return {
    ...(accrued === undefined ? {} : { accrued }),
    ...(projected === undefined ? {} : { projected }),
    ...(parts === undefined ? {} : { parts }),
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
