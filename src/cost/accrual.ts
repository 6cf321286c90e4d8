import { type CpuCredits, creditRuleOf } from './credits';
import { byHand, type Price, type Prices, spotBound } from './price';

/** What decides the hourly price of an instance. */
export interface BilledKind {
  readonly instanceType: string;
  readonly region: string;
  readonly spot: boolean;
  /** On spot: the most that the user pays, USD per hour. */
  readonly spotMaxPrice?: number | undefined;
  /** Of a burstable type; without it as EC2 does by default. */
  readonly cpuCredits?: CpuCredits | undefined;
  /** USD per hour on demand, if the sweep file sets it. */
  readonly ownPrice?: number | undefined;
  /** Its system has an unknown cost on top of Linux. */
  readonly licensed?: boolean;
  /** GiB of all its volumes. */
  readonly volumeGib: number;
  readonly publicAddress: boolean;
}

/** An instance as its bill sees it. Times are milliseconds since the epoch. */
export interface Billed extends BilledKind {
  readonly launchedAt: number;
  /** When it stopped running; undefined while it runs. */
  readonly endedAt?: number;
  /** When its volumes were deleted; undefined while they exist, as those of a stopped instance do. */
  readonly goneAt?: number;
  /** When its TTL ends it; undefined: never. */
  readonly expiresAt?: number | undefined;
}

/** Hours billed for so many milliseconds: by the second, a minute at least (aws.amazon.com/ec2/pricing/on-demand). */
export function billedHours(milliseconds: number): number {
  return Math.max(60, Math.ceil(milliseconds / 1000)) / 3600;
}

/** What an instance has cost so far, by what AWS charges for. USD, but for `hours` and `price`. */
export interface CostParts {
  /** Hours billed of the instance itself. */
  readonly hours: number;
  readonly instance: number;
  /** The most that CPU above the baseline can have cost: only EC2 knows how busy a burstable instance was. */
  readonly credits: number;
  /** EBS, also while the instance is stopped. */
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
  /** The most that `price` can become. */
  readonly most: number;
  /** Whether `price` is what was charged, and not only the price of a moment. */
  readonly exact: boolean;
  readonly credits: number;
  readonly volume: number;
  readonly address: number;
  /** On spot, where both prices are known: what the hour would cost on demand. */
  readonly onDemand?: number;
}

/** Undefined where the instance's price is unknown. Unknown parts count nothing. */
export function ratesOf(billed: BilledKind, prices: Prices): Rates | undefined {
  const { instanceType, licensed, ownPrice, region } = billed;
  if (licensed === true && ownPrice === undefined) return undefined;
  const onDemand = ownPrice === undefined ? prices.onDemand(instanceType, region) : byHand(ownPrice);
  const spot = billed.spot ? prices.spot(instanceType, region) : undefined;
  const bound = billed.spot ? spotBound(onDemand, billed.spotMaxPrice, region) : onDemand;
  const price = spot ?? bound;
  if (price === undefined) return undefined;
  return {
    price,
    most: Math.max(price.usdPerHour, bound?.usdPerHour ?? 0),
    exact: !billed.spot,
    credits: creditRuleOf(instanceType, billed.cpuCredits)?.usdPerHour ?? 0,
    volume: (prices.volume(region)?.usdPerHour ?? 0) * billed.volumeGib,
    address: billed.publicAddress ? (prices.publicIpv4(region)?.usdPerHour ?? 0) : 0,
    ...(spot === undefined || onDemand === undefined ? {} : { onDemand: onDemand.usdPerHour }),
  };
}

/** USD per hour at most, of a running instance with its volumes and address. */
export const hourlyUsd = ({ address, credits, most, volume }: Rates): number =>
  most + credits + volume + address;

type Span = Pick<Billed, 'launchedAt' | 'endedAt' | 'goneAt' | 'expiresAt'>;

/** What it has cost up to `now` (milliseconds since the epoch), or to its end when that came first. */
export function accruedParts({ endedAt, goneAt, launchedAt }: Span, rates: Rates, now: number): CostParts {
  const hours = billedHours((endedAt ?? now) - launchedAt);
  const volumeHours = billedHours((goneAt ?? now) - launchedAt);
  return {
    hours,
    instance: rates.price.usdPerHour * hours,
    credits: rates.credits * hours,
    volume: rates.volume * volumeHours,
    address: rates.address * hours,
    price: rates.price,
    ...(rates.onDemand === undefined ? {} : { onDemand: rates.onDemand * hours }),
  };
}

/** The sum of the parts, USD. */
export const partsUsd = ({ address, credits, instance, volume }: CostParts): number =>
  instance + credits + volume + address;

/**
 * Accrued, and the most that the TTL still allows, USD. Without a TTL there is no end to project to: what has accrued so far.
 * A stopped instance costs its volumes until then.
 */
export function projectedUsd(span: Span, rates: Rates, now: number): number {
  const { endedAt, expiresAt, goneAt, launchedAt } = span;
  const parts = accruedParts(span, rates, now);
  // A spot price that was only seen at one moment may have been the highest one ever since.
  const instance = rates.exact ? parts.instance : rates.most * parts.hours;
  const soFar = instance + parts.credits + parts.volume + parts.address;
  if (goneAt !== undefined) return soFar;
  const whole = billedHours(Math.max(now, expiresAt ?? now) - launchedAt);
  const volumeRest = rates.volume * (whole - billedHours(now - launchedAt));
  if (endedAt !== undefined) return soFar + volumeRest;
  return soFar + volumeRest + (rates.most + rates.credits + rates.address) * (whole - parts.hours);
}
