import { field } from '../field';
import type { BucketKey } from '../s3/bucket-key';
import type { Statement } from './templates';

const keyActions: readonly string[] = ['kms:GenerateDataKey', 'kms:Decrypt'];

/**
 * What an instance may do with the key that encrypts the results bucket: nothing but by S3. Uploads in parts read what they
 * have written, so it takes both (docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html).
 */
export const keyStatement = ({ alias, arn, service }: BucketKey): Statement => ({
  Effect: 'Allow',
  Action: keyActions,
  Resource: [arn],
  Condition: {
    StringEquals: { 'kms:ViaService': [service] },
    ...(alias === undefined ? {} : { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [alias] } }),
  },
});

/** Whether a statement of a policy is one of these. */
export function isKeyStatement(statement: unknown): boolean {
  const actions = field(statement, 'Action');
  return field(statement, 'Effect') === 'Allow' && JSON.stringify(actions) === JSON.stringify(keyActions);
}
