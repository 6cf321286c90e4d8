import { partitionOf } from '../sweep/partition';

/** What one hour of something costs, and how we know. */
export interface Price {
  readonly usdPerHour: number;
  /** `bundled table`, `AWS Pricing API`, `DescribeSpotPriceHistory`, `sweep file`, `spot_max_price`. */
  readonly source: string;
  /** ISO date, the day the figure was true; missing if the sweep file sets it. */
  readonly asOf?: string | undefined;
}

/** A price that the sweep file sets. */
export const byHand = (usdPerHour: number): Price => ({ usdPerHour, source: 'sweep file' });

/** `bundled table, 2026-07-20` */
export const sourceOf = ({ asOf, source }: Price): string =>
  asOf === undefined ? source : `${source}, ${asOf}`;

/**
 * The most that an hour on the spot market can cost: `spot_max_price`, and without it the on-demand price, which is then
 * EC2's own maximum (docs.aws.amazon.com/AWSEC2: Spot Instance pricing). Undefined where neither is known, or AWS takes
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

/** Where prices come from. Undefined: unknown, never a guess. */
export interface Prices {
  onDemand(instanceType: string, region: string): Price | undefined;
  spot(instanceType: string, region: string): Price | undefined;
  /** EBS gp3, USD per GiB and hour. */
  volume(region: string): Price | undefined;
  /** One public IPv4 address, USD per hour. */
  publicIpv4(region: string): Price | undefined;
}

/** What is known of an instance type. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly architectures: readonly ('x86_64' | 'arm64' | 'i386')[];
  readonly gpus?: string | undefined;
  readonly spot: boolean;
  readonly hibernation: boolean;
  /** AWS sells a newer generation instead. */
  readonly previousGeneration: boolean;
}
