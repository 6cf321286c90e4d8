import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { Failure } from '../../engine/failure';
import { partitionOf } from '../../sweep/partition';
import { abort } from '../abort';
import type { Clients } from '../clients';

/** A KMS key of the account that encrypts new objects of a bucket. */
export interface BucketKey {
  /** ARN of the key; matches any key of the account if only its alias is known. */
  readonly arn: string;
  /** `alias/results` */
  readonly alias?: string;
  /** The S3 endpoint that is allowed to use the key: `s3.us-east-1.amazonaws.com`. */
  readonly service: string;
}

/** A bucket of this account. */
interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/**
 * The default encryption key of a bucket. Undefined if it needs no key of the account: S3's own encryption, the AWS
 * managed key for S3, or a missing bucket. `unseen` if this user isn't allowed to read the setting.
 */
export async function bucketKey(
  bucket: Bucket,
  clients: Clients,
  signal?: AbortSignal,
): Promise<BucketKey | 'unseen' | undefined> {
  const { account, name, region } = bucket;
  const input = { Bucket: name, ExpectedBucketOwner: account };
  try {
    const { ServerSideEncryptionConfiguration: found } = await clients.call(
      { action: 'GetBucketEncryption', bucket: name, region },
      () => clients.s3(region).send(new GetBucketEncryptionCommand(input), abort(signal)),
    );
    const key = found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
    return key === undefined ? undefined : keyCalled(key, bucket);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
    // Other problems with the bucket are reported by the check that it exists.
    return error.kind === 'permission' ? 'unseen' : undefined;
  }
}

/** S3 returns the value as it was set: an ARN, an ID, or an alias with or without its ARN. */
function keyCalled(key: string, { account, region }: Bucket): BucketKey {
  const { domain, name: partition } = partitionOf(region);
  const service = `s3.${region}.${domain}`;
  const inRegion = `arn:${partition}:kms:${region}:${account}:key/`;
  const alias = /(?:^|:)(alias\/.+)$/.exec(key)?.[1];
  if (alias !== undefined) return { arn: `${inRegion}*`, alias, service };
  return { arn: key.startsWith('arn:') ? key : `${inRegion}${key}`, service };
}
