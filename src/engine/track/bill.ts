import { type Billed, type Rates, ratesOf } from '../../cost/accrual';
import type { Price, Prices } from '../../cost/price';
import type { SweepRecord } from '../record/sweep-record';

/** What an hour of an instance costs; undefined where its price is unknown. */
export type Tariff = (billed: Billed) => Rates | undefined;

/** The tariff of one poll: worked out once for all instances that pay the same. */
export function tariffOf(prices: Prices): Tariff {
  const known = new Map<string, Rates | undefined>();
  return (billed) => {
    const { instanceType, publicAddress, region, spot, volumeGib } = billed;
    const name = `${instanceType} ${region} ${spot} ${volumeGib} ${publicAddress}`;
    if (!known.has(name)) known.set(name, ratesOf(billed, prices));
    return known.get(name);
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
