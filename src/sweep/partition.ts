/** A part of AWS with separate accounts, credentials and host names. */
export interface Partition {
  /** In ARNs: `arn:aws:s3:::bucket`. */
  readonly name: string;
  /** Of AWS's host names: `s3.us-east-1.amazonaws.com`. */
  readonly domain: string;
  /** Of the console: `us-east-1.console.aws.amazon.com`. Undefined where there is none on the internet. */
  readonly consoleDomain?: string;
  /** A region that is enabled in every account, and where IAM's requests are signed. */
  readonly homeRegion: string;
  /** What AWS counts in there; the prices of spot instances are in it, too. */
  readonly currency: 'USD' | 'CNY' | 'EUR';
  /** Where the Pricing API tells prices in US dollars; undefined where none does. */
  readonly pricingRegion?: string;
}

/**
 * By the beginning of a region's name, the first that fits; the rest is the commercial partition.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
const partitions: readonly (readonly [prefix: string, partition: Partition])[] = [
  [
    'cn-',
    {
      name: 'aws-cn',
      domain: 'amazonaws.com.cn',
      consoleDomain: 'console.amazonaws.cn',
      homeRegion: 'cn-northwest-1',
      currency: 'CNY',
    },
  ],
  [
    'us-gov-',
    {
      name: 'aws-us-gov',
      domain: 'amazonaws.com',
      consoleDomain: 'console.amazonaws-us-gov.com',
      homeRegion: 'us-gov-west-1',
      currency: 'USD',
    },
  ],
  [
    'eusc-',
    {
      name: 'aws-eusc',
      domain: 'amazonaws.eu',
      consoleDomain: 'console.amazonaws-eusc.eu',
      homeRegion: 'eusc-de-east-1',
      currency: 'EUR',
    },
  ],
];

const commercial: Partition = {
  name: 'aws',
  domain: 'amazonaws.com',
  consoleDomain: 'console.aws.amazon.com',
  homeRegion: 'us-east-1',
  currency: 'USD',
  pricingRegion: 'us-east-1',
};

/** The partition that a region belongs to. */
export const partitionOf = (region: string): Partition =>
  partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial;

/** Address of a page of the console in a region, which begins with a slash. */
export const consoleUrl = (region: string, page: string): string =>
  `https://${region}.${partitionOf(region).consoleDomain ?? 'console.aws.amazon.com'}${page}`;
