import type { Prices } from './price';

/** An instance as its bill sees it. Times are milliseconds since the epoch. */
export interface Billed {
  readonly instanceType: string;
  readonly region: string;
  readonly spot: boolean;
  /** GiB. */
  readonly volumeGib: number;
  readonly publicAddress: boolean;
  readonly launchedAt: number;
  /** When it stopped costing; undefined while it still does. */
  readonly endedAt?: number;
  /** When its TTL ends it; undefined: never. */
  readonly expiresAt?: number;
}

/** Hours billed for so many milliseconds: by the second, a minute at least (aws.amazon.com/ec2/pricing/on-demand). */
export function billedHours(milliseconds: number): number {
  return Math.max(60, Math.ceil(milliseconds / 1000)) / 3600;
}

/** USD per hour of instance, volume and address; undefined where the instance's price is unknown. Unknown parts count nothing. */
export function hourlyUsd(billed: Billed, prices: Prices): number | undefined {
  const { instanceType, region } = billed;
  const onDemand = prices.onDemand(instanceType, region);
  const instance = billed.spot ? (prices.spot(instanceType, region) ?? onDemand) : onDemand;
  if (instance === undefined) return undefined;
  const volume = (prices.volume(region)?.usdPerHour ?? 0) * billed.volumeGib;
  const address = billed.publicAddress ? (prices.publicIpv4(region)?.usdPerHour ?? 0) : 0;
  return instance.usdPerHour + volume + address;
}

/** USD up to `now` (milliseconds since the epoch), or to its end when that came first; undefined: price unknown. */
export function accruedUsd(billed: Billed, prices: Prices, now: number): number | undefined {
  const until = billed.endedAt ?? now;
  return costUntil(billed, prices, until);
}

/** Accrued, and what the TTL still allows. Without a TTL there is no end to project to: what has accrued so far. */
export function projectedUsd(billed: Billed, prices: Prices, now: number): number | undefined {
  const until = billed.endedAt ?? Math.max(now, billed.expiresAt ?? now);
  return costUntil(billed, prices, until);
}

function costUntil(billed: Billed, prices: Prices, until: number): number | undefined {
  const rate = hourlyUsd(billed, prices);
  return rate === undefined ? undefined : rate * billedHours(until - billed.launchedAt);
}
