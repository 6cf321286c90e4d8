import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { Failure } from '../../engine/failure';
import { partitionOf } from '../../sweep/partition';
import { abort } from '../abort';
import type { Clients } from '../clients';

/** A key of the account in KMS, with which a bucket encrypts what is put into it. */
export interface BucketKey {
  /** ARN of the key; of any key of the account where it is known by an alias alone. */
  readonly arn: string;
  /** `alias/results` */
  readonly alias?: string;
  /** Of S3, through which alone the key is used: `s3.us-east-1.amazonaws.com`. */
  readonly service: string;
}

/** A bucket of this account. */
interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/**
 * The key that a bucket encrypts with by default. Undefined where it needs none of the account's: S3's own, AWS's key for S3, or
 * no such bucket. `unseen` where this user may not see that.
 */
export async function bucketKey(
  bucket: Bucket,
  clients: Clients,
  signal?: AbortSignal,
): Promise<BucketKey | 'unseen' | undefined> {
  const { account, name, region } = bucket;
  const input = { Bucket: name, ExpectedBucketOwner: account };
  try {
    const { ServerSideEncryptionConfiguration: found } = await clients.told(
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

/** S3 gives back what was set: an ARN, an id, or an alias, with or without its ARN. */
function keyCalled(key: string, { account, region }: Bucket): BucketKey {
  const { domain, name: partition } = partitionOf(region);
  const service = `s3.${region}.${domain}`;
  const inRegion = `arn:${partition}:kms:${region}:${account}:key/`;
  const alias = /(?:^|:)(alias\/.+)$/.exec(key)?.[1];
  if (alias !== undefined) return { arn: `${inRegion}*`, alias, service };
  return { arn: key.startsWith('arn:') ? key : `${inRegion}${key}`, service };
}
