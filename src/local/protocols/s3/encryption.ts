import { createHash } from 'node:crypto';
import { accountId } from '../../state/credentials';
import type { AuthorizationRequest } from '../iam/authorization-request';
import type { S3Call, S3Context } from './context';

/** The server-side encryption of an object: with S3 managed keys (`AES256`), or with a KMS key. */
export interface Encryption {
  readonly algorithm: string;
  /** A KMS key of the account: its ARN, its ID, or an alias. Missing: the AWS managed key for S3. */
  readonly key?: string;
}

const own: Encryption = { algorithm: 'AES256' };

/** The encryption in the request, or otherwise that of the bucket. */
export function encryptionOf(
  { index }: S3Context,
  bucket: string,
  headers: Readonly<Record<string, string | undefined>>,
): Encryption {
  const algorithm = headers['x-amz-server-side-encryption'];
  if (algorithm !== undefined)
    return withKey(algorithm, headers['x-amz-server-side-encryption-aws-kms-key-id']);
  const rules = index.buckets.get(bucket)?.settings['encryption'] ?? '';
  const [, usual] = /<SSEAlgorithm>\s*([^<\s]+)/.exec(rules) ?? [];
  return usual === undefined ? own : withKey(usual, /<KMSMasterKeyID>\s*([^<\s]+)/.exec(rules)?.[1]);
}

const withKey = (algorithm: string, key: string | undefined): Encryption =>
  key === undefined || algorithm === 'AES256' ? { algorithm } : { algorithm, key };

/**
 * Writing and reading also require permission for the key; the AWS managed key allows every principal of the account.
 * @throws AwsError AccessDenied
 */
export function authorizeKey(
  { arns, authorizeAll }: S3Context,
  { bucket, verified }: Pick<S3Call, 'bucket' | 'verified'>,
  { key }: Encryption,
  action: 'kms:GenerateDataKey' | 'kms:Decrypt',
): void {
  if (key === undefined) return;
  const { region } = verified.claim;
  const authorization: AuthorizationRequest = {
    action,
    resource: keyArn(key, (resource) => arns.of('kms', region, resource)),
    conditions: {
      'kms:calleraccount': accountId,
      'kms:viaservice': `s3.${region}.${arns.partition.domain}`,
      'kms:encryptioncontext:aws:s3:arn': arns.s3(bucket),
      ...(/alias\//.test(key) ? { 'kms:resourcealiases': [key.slice(key.indexOf('alias/'))] } : {}),
    },
  };
  authorizeAll(verified, [authorization]);
}

/** There are no real keys here: the key of an alias has an ID that is derived from its name. */
function keyArn(key: string, inRegion: (resource: string) => string): string {
  const alias = /alias\/.+$/.exec(key)?.[0];
  if (alias !== undefined) return inRegion(`key/${createHash('md5').update(alias).digest('hex')}`);
  return key.startsWith('arn:') ? key : inRegion(`key/${key}`);
}

export const encryptionHeaders = ({
  algorithm,
  key,
}: Encryption = own): Readonly<Record<string, string>> => ({
  'x-amz-server-side-encryption': algorithm,
  ...(key === undefined ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': key }),
});
