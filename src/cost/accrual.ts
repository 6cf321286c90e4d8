import type { Price, Prices } from './price';

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

/** What an instance has cost so far, by what AWS charges for. USD, but for `hours` and `price`. */
export interface CostParts {
  /** Hours billed. */
  readonly hours: number;
  readonly instance: number;
  /** EBS. */
  readonly volume: number;
  /** Public IPv4. */
  readonly address: number;
  /** Of the instance by the hour, with its source. */
  readonly price: Price;
  /** On spot, where both prices are known: what the instance would have cost on demand. */
  readonly onDemand?: number;
}

/** What an hour of an instance costs, part by part. USD per hour, but for `price`. */
export interface Rates {
  readonly price: Price;
  readonly volume: number;
  readonly address: number;
  /** On spot, where both prices are known: what the hour would cost on demand. */
  readonly onDemand?: number;
}

/** Undefined where the instance's price is unknown. Unknown parts count nothing. */
export function ratesOf(
  billed: Pick<Billed, 'instanceType' | 'region' | 'spot' | 'volumeGib' | 'publicAddress'>,
  prices: Prices,
): Rates | undefined {
  const { instanceType, region } = billed;
  const onDemand = prices.onDemand(instanceType, region);
  const spot = billed.spot ? prices.spot(instanceType, region) : undefined;
  const price = spot ?? onDemand;
  if (price === undefined) return undefined;
  return {
    price,
    volume: (prices.volume(region)?.usdPerHour ?? 0) * billed.volumeGib,
    address: billed.publicAddress ? (prices.publicIpv4(region)?.usdPerHour ?? 0) : 0,
    ...(spot === undefined || onDemand === undefined ? {} : { onDemand: onDemand.usdPerHour }),
  };
}

/** USD per hour of instance, volume and address. */
export const hourlyUsd = ({ address, price, volume }: Rates): number => price.usdPerHour + volume + address;

type Span = Pick<Billed, 'launchedAt' | 'endedAt' | 'expiresAt'>;

/** The parts of `accruedUsd`. */
export function accruedParts({ endedAt, launchedAt }: Span, rates: Rates, now: number): CostParts {
  const hours = billedHours((endedAt ?? now) - launchedAt);
  return {
    hours,
    instance: rates.price.usdPerHour * hours,
    volume: rates.volume * hours,
    address: rates.address * hours,
    price: rates.price,
    ...(rates.onDemand === undefined ? {} : { onDemand: rates.onDemand * hours }),
  };
}

/** USD up to `now` (milliseconds since the epoch), or to its end when that came first. */
export const accruedUsd = ({ endedAt, launchedAt }: Span, rates: Rates, now: number): number =>
  hourlyUsd(rates) * billedHours((endedAt ?? now) - launchedAt);

/** Accrued, and what the TTL still allows. Without a TTL there is no end to project to: what has accrued so far. */
export const projectedUsd = ({ endedAt, expiresAt, launchedAt }: Span, rates: Rates, now: number): number =>
  hourlyUsd(rates) * billedHours((endedAt ?? Math.max(now, expiresAt ?? now)) - launchedAt);
