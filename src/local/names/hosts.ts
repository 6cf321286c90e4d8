/** The parts of a request that its AWS host name determines. */
export interface AwsHost {
  /** The service name in signatures: `s3`, `ec2`, `ec2-instance-connect`. */
  readonly service: string;
  /** Undefined for global names such as `iam.amazonaws.com`. */
  readonly region: string | undefined;
  /** The bucket of a virtual-hosted-style S3 address. */
  readonly bucket: string | undefined;
}

/** Domains of AWS's endpoints in its partitions (docs.aws.amazon.com/general/latest/gr/rande.html). */
export const awsDomains: readonly string[] = ['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'api.aws'];

/** Whether a name belongs to AWS: the local cloud answers for all of them. */
export const isAwsName = (name: string): boolean => prefixOf(name) !== undefined;

/**
 * Parses a `Host` header: `my.bucket.s3.us-east-1.amazonaws.com`, `s3-us-west-2.amazonaws.com`,
 * `api.pricing.us-east-1.amazonaws.com`, with or without a port. Undefined for any other host
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
 */
export function awsHost(host: string | undefined): AwsHost | undefined {
  const prefix = prefixOf((host ?? '').replace(/:\d+$/, ''));
  if (prefix === undefined) return undefined;
  const s3 =
    /^(?:(?<bucket>.+)\.)?s3(?:-fips|-accelerate)?(?:\.dualstack)?(?:[.-](?<region>[a-z]{2,}-[a-z0-9-]+))?$/;
  const { groups } = s3.exec(prefix) ?? {};
  if (groups !== undefined) return { service: 's3', region: groups['region'], bucket: groups['bucket'] };
  const [service = '', region] = prefix.replace(/^api\./, '').split('.');
  return { service: service.replace(/-fips$/, ''), region, bucket: undefined };
}

/** The part before the domain. */
function prefixOf(name: string): string | undefined {
  const lower = name.toLowerCase().replace(/\.$/, '');
  const domain = awsDomains.find((one) => lower.endsWith(`.${one}`));
  return domain === undefined ? undefined : lower.slice(0, -domain.length - 1);
}
