/** What one hour of something costs, and how we know. */
export interface Price {
  readonly usdPerHour: number;
  /** `bundled table`, `AWS Pricing API`, `DescribeSpotPriceHistory`. */
  readonly source: string;
  /** ISO date, the day the figure was true. */
  readonly asOf: string;
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
  readonly gpus?: string;
  readonly spot: boolean;
  readonly hibernation: boolean;
}
