import { field } from '../field';
import type { BucketKey } from '../s3/bucket-key';
import type { Statement } from './templates';

const keyActions: readonly string[] = ['kms:GenerateDataKey', 'kms:Decrypt'];

/**
 * Permissions of an instance for the key that encrypts the results bucket, through S3 only. Multipart uploads read the
 * parts that they have written, so an instance needs both actions
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html).
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

/** Whether a statement of a policy is one of these statements. */
export function isKeyStatement(statement: unknown): boolean {
  const actions = field(statement, 'Action');
  return field(statement, 'Effect') === 'Allow' && JSON.stringify(actions) === JSON.stringify(keyActions);
}
