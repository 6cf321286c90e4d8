/** A partition of AWS with separate accounts, credentials, and host names. */
export interface Partition {
  /** In ARNs: `arn:aws:s3:::bucket`. */
  readonly name: string;
  /** The domain of AWS's host names: `s3.us-east-1.amazonaws.com`. */
  readonly domain: string;
  /** The domain of the console: `us-east-1.console.aws.amazon.com`. Undefined if there is none on the internet. */
  readonly consoleDomain?: string;
  /** A region that is enabled in every account, and whose name IAM requests are signed with. */
  readonly homeRegion: string;
  /** The currency of AWS's prices there, including Spot prices. */
  readonly currency: 'USD' | 'CNY' | 'EUR';
  /** The region of the Pricing API with prices in US dollars; undefined if there is none. */
  readonly pricingRegion?: string;
}

/**
 * By the prefix of a region's name; the first match counts. All others belong to the commercial partition.
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

/** The partition of a region. */
export const partitionOf = (region: string): Partition =>
  partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial;

/** URL of a page of the console in a region, for a path that begins with a slash. */
export const consoleUrl = (region: string, page: string): string =>
  `https://${region}.${partitionOf(region).consoleDomain ?? 'console.aws.amazon.com'}${page}`;
