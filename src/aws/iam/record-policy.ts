import type { Statement } from './templates';

/** Where instances write and read below `sweeps/<sweep-id>/` is defined in agent/record.ts. */
const mark = 'spawn-instance=';
/** Names of objects by their SHA-256. */
const hash = '?'.repeat(64);

/**
 * What every instance may do with the record: write what carries its own identity, and read what was packed for it, whose
 * names no one guesses. `*` in a resource spans slashes, so a key could name a second identity before or after its own:
 * such keys are refused.
 *
 * @param arn of the results bucket
 * @param account that has to own it
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
