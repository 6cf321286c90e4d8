import type { Statement } from './templates';

/** agent/record.ts defines where instances write and read below `sweeps/<sweep-id>/`. */
const mark = 'spawn-instance=';
/** Names of objects by their SHA-256. */
const hash = '?'.repeat(64);

/**
 * Permissions of every instance for the record: to write objects whose key contains its own identity, and to read
 * objects that were packed for it, whose names can't be guessed. `*` in a resource also matches slashes, so a key could
 * contain a second identity before or after its own. Such keys are denied.
 *
 * @param arn of the results bucket
 * @param account that must own the bucket
 */
export function recordStatements(arn: string, account: string): readonly Statement[] {
  const Condition = { StringEquals: { 'aws:ResourceAccount': [account] } };
  return [
    {
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: [`${arn}/sweeps/*/${mark}\${aws:userid}/*`],
      Condition,
    },
    { Effect: 'Deny', Action: ['s3:PutObject'], Resource: [`${arn}/sweeps/*/${mark}*/${mark}*`] },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: [`${arn}/sweeps/*/tables/${hash}.gz`, `${arn}/sweeps/*/files/${hash}.tar.gz`],
      Condition,
    },
  ];
}

/**
 * What an instance may do with what runs report to be compared: list it. Each value is in a key, which only the instance
 * that is named in it can write.
 */
export function rungStatements(
  bucket: string | undefined,
  partition: string,
  account: string,
): readonly Statement[] {
  if (bucket === undefined) return [];
  return [
    {
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: [`arn:${partition}:s3:::${bucket}`],
      Condition: {
        StringLike: { 's3:prefix': ['sweeps/*/rungs/*'] },
        StringEquals: { 'aws:ResourceAccount': [account] },
      },
    },
  ];
}
