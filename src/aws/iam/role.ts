import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import { rungsPolicy } from '../../plan/plan';
import { field } from '../field';
import type { BucketKey } from '../s3/bucket-key';
import { isKeyStatement, keyStatement } from './key-policy';
import { recordStatements, rungStatements } from './record-policy';
import { secretStatements } from './secret-policy';
import { type Statement, statementsOf } from './templates';

/** An instance role in its intended form. The instance profile has the same name. */
export interface RoleDesign {
  readonly name: string;
  /** The templates in it, sorted, without duplicates. */
  readonly policies: readonly string[];
  readonly trust: string;
  /** Its one inline policy, `spawn`. */
  readonly policy: string;
  /** This user isn't allowed to see the bucket's key: another user may have added it to the policy. */
  readonly keyUnseen?: true;
  /** ARN of its permissions boundary. */
  readonly boundary?: string | undefined;
}

export const inlinePolicyName = 'spawn';
export const rolePrefix = 'spawn-instance-';

/** The purpose of a role. */
export interface RolePurpose {
  /** The results bucket; undefined: instances don't write to a bucket. */
  readonly bucket: string | undefined;
  /** The bucket's encryption key, if it is a key of the account; `unseen` if this user isn't allowed to see it. */
  readonly key?: BucketKey | 'unseen' | undefined;
  readonly policies: readonly string[];
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  /** ARN of a permissions boundary: the setting `spawn.permissionsBoundary`. */
  readonly boundary?: string | undefined;
}

/**
 * The role of instances that write to this bucket, if there is one, with the permissions of these templates, within the
 * boundary. Its name contains a hash of the bucket, the boundary, and the templates, regardless of their order.
 */
export function designRole({ account, boundary, bucket, key, partition, policies }: RolePurpose): RoleDesign {
  const sorted = [...new Set(policies)].sort();
  const name = createHash('sha256')
    .update(JSON.stringify([bucket ?? '', sorted, ...(boundary === undefined ? [] : [boundary])]))
    .digest('hex')
    .slice(0, 12);
  const record = bucket === undefined ? [] : recordStatements(`arn:${partition}:s3:::${bucket}`, account);
  const encryption = key === undefined || key === 'unseen' ? [] : [keyStatement(key)];
  return {
    name: `${rolePrefix}${name}`,
    policies: sorted,
    ...(key === 'unseen' ? { keyUnseen: true as const } : {}),
    boundary,
    trust: document([
      {
        Effect: 'Allow',
        Principal: { Service: `ec2.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}` },
        Action: 'sts:AssumeRole',
      },
    ]),
    policy: document([
      ...record,
      ...encryption,
      ...sorted.flatMap((part) =>
        part === rungsPolicy
          ? rungStatements(bucket, partition, account)
          : (secretStatements(part, account) ?? templateOrFail(part, partition, bucket)),
      ),
    ]),
  };
}

function templateOrFail(
  template: string,
  partition: string,
  bucket: string | undefined,
): readonly Statement[] {
  const statements = statementsOf(template, partition, bucket);
  if (statements === 'writes-record') throw writesRecord(template);
  if (statements !== undefined) return statements;
  throw new Failure(
    'bad-input',
    'UnknownPolicy',
    t(
      "iam_policy contains {0}, which isn't a known template. See the list in the documentation of iam_policy.",
      template,
    ),
  );
}

const writesRecord = (template: string): Failure =>
  new Failure(
    'bad-input',
    'PolicyWritesRecord',
    t(
      'iam_policy {0} would let runs change the records of every sweep in that bucket, and so what is launched for you. Nothing was launched. Narrow it to a folder of the bucket other than sweeps, for example {1}.',
      template,
      `${template.replace(/\/.*/, '')}/data`,
    ),
  );

const document = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);

/**
 * Whether two policy documents are equal, regardless of formatting and order.
 * @param options.butKey ignores statements of the first document about the bucket's encryption key
 */
export function samePolicy(one: string, other: string, { butKey = false } = {}): boolean {
  try {
    const first: unknown = JSON.parse(one);
    const compared = butKey ? withoutKey(first) : first;
    return JSON.stringify(sortKeys(compared)) === JSON.stringify(sortKeys(JSON.parse(other)));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function withoutKey(policy: unknown): unknown {
  const statements = field(policy, 'Statement');
  if (typeof policy !== 'object' || policy === null || !Array.isArray(statements)) return policy;
  return { ...policy, Statement: statements.filter((one) => !isKeyStatement(one)) };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
