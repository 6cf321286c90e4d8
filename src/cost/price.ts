import { partitionOf } from '../sweep/partition';

/** The price of one hour, and its source. */
export interface Price {
  readonly usdPerHour: number;
  /** `bundled table`, `AWS Pricing API`, `DescribeSpotPriceHistory`, `sweep file`, `spot_max_price`. */
  readonly source: string;
  /** ISO date of the price; missing if the sweep file sets it. */
  readonly asOf?: string | undefined;
}

/** A price from the sweep file. */
export const byHand = (usdPerHour: number): Price => ({ usdPerHour, source: 'sweep file' });

/** `bundled table, 2026-07-20` */
export const sourceOf = ({ asOf, source }: Price): string =>
  asOf === undefined ? source : `${source}, ${asOf}`;

/**
 * The maximum hourly price of a Spot Instance: `spot_max_price`, or without it the On-Demand price, which is EC2's
 * default maximum (docs.aws.amazon.com/AWSEC2: Spot Instance pricing). Undefined if neither is known, or if AWS takes
 * `spot_max_price` in another currency.
 */
export function spotBound(
  onDemand: Price | undefined,
  spotMaxPrice: number | undefined,
  region: string,
): Price | undefined {
  if (spotMaxPrice === undefined || partitionOf(region).currency !== 'USD') return onDemand;
  if (onDemand !== undefined && onDemand.usdPerHour <= spotMaxPrice) return onDemand;
  return { usdPerHour: spotMaxPrice, source: 'spot_max_price' };
}

/** The source of prices. Undefined: unknown, never a guess. */
export interface Prices {
  onDemand(instanceType: string, region: string): Price | undefined;
  spot(instanceType: string, region: string): Price | undefined;
  /** EBS gp3, USD per GiB and hour. */
  volume(region: string): Price | undefined;
  /** One public IPv4 address, USD per hour. */
  publicIpv4(region: string): Price | undefined;
}

/** The properties of an instance type. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly architectures: readonly ('x86_64' | 'arm64' | 'i386')[];
  readonly gpus?: string | undefined;
  readonly spot: boolean;
  readonly hibernation: boolean;
  /** AWS sells a newer generation. */
  readonly previousGeneration: boolean;
}
