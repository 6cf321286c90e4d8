import { type CpuCredits, creditRuleOf } from './credits';
import { byHand, type Price, type Prices, spotBound } from './price';

/** The properties of an instance that its hourly price depends on. */
export interface BilledKind {
  readonly instanceType: string;
  readonly region: string;
  readonly spot: boolean;
  /** For Spot: the user's maximum price, USD per hour. */
  readonly spotMaxPrice?: number | undefined;
  /** Later attempts of the run may be on demand: projected cost is bounded by that. */
  readonly spotFallback?: true | undefined;
  /** Of a burstable type; EC2's default if missing. */
  readonly cpuCredits?: CpuCredits | undefined;
  /** On-Demand price in USD per hour, if the sweep file sets it. */
  readonly ownPrice?: number | undefined;
  /** The cost of its operating system in addition to Linux is unknown. */
  readonly licensed?: boolean;
  /** GiB of all its volumes. */
  readonly volumeGib: number;
  readonly publicAddress: boolean;
}

/** An instance with the times that its cost depends on. Times are milliseconds since the epoch. */
export interface Billed extends BilledKind {
  readonly launchedAt: number;
  /** When it stopped running; undefined while it runs. */
  readonly endedAt?: number;
  /** When its volumes were deleted; undefined while they exist, as those of a stopped instance do. */
  readonly goneAt?: number;
  /** When its TTL ends it; undefined: never. */
  readonly expiresAt?: number | undefined;
}

/** Billed hours for a number of milliseconds: per second, with a minimum of one minute (aws.amazon.com/ec2/pricing/on-demand). */
export function billedHours(milliseconds: number): number {
  return Math.max(60, Math.ceil(milliseconds / 1000)) / 3600;
}

/** The accrued cost of an instance, by AWS's categories. USD, except for `hours` and `price`. */
export interface CostParts {
  /** Billed hours of the instance itself. */
  readonly hours: number;
  readonly instance: number;
  /** The maximum cost of CPU above the baseline: only EC2 knows how busy a burstable instance was. */
  readonly credits: number;
  /** EBS, also while the instance is stopped. */
  readonly volume: number;
  /** Public IPv4. */
  readonly address: number;
  /** Hourly price of the instance, with its source. */
  readonly price: Price;
  /** For Spot, if both prices are known: the On-Demand cost of the same time. */
  readonly onDemand?: number;
}

/** The hourly cost of an instance, by part. USD per hour, except for `price`. */
export interface Rates {
  readonly price: Price;
  /** The maximum of `price`. */
  readonly most: number;
  /** Whether `price` is the price that was charged, and not only the price at one moment. */
  readonly exact: boolean;
  readonly credits: number;
  readonly volume: number;
  readonly address: number;
  /** For Spot, if both prices are known: the On-Demand cost per hour. */
  readonly onDemand?: number;
}

/** Undefined if the instance's price is unknown. Other unknown parts count as 0. */
export function ratesOf(billed: BilledKind, prices: Prices): Rates | undefined {
  const { instanceType, licensed, ownPrice, region } = billed;
  if (licensed === true && ownPrice === undefined) return undefined;
  const onDemand = ownPrice === undefined ? prices.onDemand(instanceType, region) : byHand(ownPrice);
  const spot = billed.spot ? prices.spot(instanceType, region) : undefined;
  const bound =
    billed.spot && billed.spotFallback !== true ? spotBound(onDemand, billed.spotMaxPrice, region) : onDemand;
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

/** Maximum USD per hour of a running instance with its volumes and address. */
export const hourlyUsd = ({ address, credits, most, volume }: Rates): number =>
  most + credits + volume + address;

type Span = Pick<Billed, 'launchedAt' | 'endedAt' | 'goneAt' | 'expiresAt'>;

/** The cost up to `now` (milliseconds since the epoch), or up to its end if that was earlier. */
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

/** The sum of all parts, USD. */
export const partsUsd = ({ address, credits, instance, volume }: CostParts): number =>
  instance + credits + volume + address;

/**
 * Accrued cost, and the most that the TTL still allows, USD. Without a TTL, there is no end to project to, so it is the
 * cost accrued so far. A stopped instance continues to cost its volumes until then.
 */
export function projectedUsd(span: Span, rates: Rates, now: number): number {
  const { endedAt, expiresAt, goneAt, launchedAt } = span;
  const parts = accruedParts(span, rates, now);
  // A Spot price that was seen only once can have been higher or lower at other times.
  const instance = rates.exact ? parts.instance : rates.most * parts.hours;
  const soFar = instance + parts.credits + parts.volume + parts.address;
  if (goneAt !== undefined) return soFar;
  const whole = billedHours(Math.max(now, expiresAt ?? now) - launchedAt);
  const volumeRest = rates.volume * (whole - billedHours(now - launchedAt));
  if (endedAt !== undefined) return soFar + volumeRest;
  return soFar + volumeRest + (rates.most + rates.credits + rates.address) * (whole - parts.hours);
}
