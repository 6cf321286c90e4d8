import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import { type Statement, statementsOf } from './templates';

/** An instance role as it should be. The instance profile has its name. */
export interface RoleDesign {
  readonly name: string;
  /** The templates it holds, sorted, each once. */
  readonly policies: readonly string[];
  readonly trust: string;
  /** Its one inline policy, `spawn`. */
  readonly policy: string;
}

export const inlinePolicyName = 'spawn';
export const rolePrefix = 'spawn-instance-';

/**
 * The role of instances that write to this bucket, where there is one, and may do what these templates say. Its name comes
 * from a hash over both, whatever the order of the templates.
 */
export function designRole(
  bucket: string | undefined,
  policies: readonly string[],
  partition: string,
): RoleDesign {
  const sorted = [...new Set(policies)].sort();
  const hash = createHash('sha256')
    .update(JSON.stringify([bucket ?? '', sorted]))
    .digest('hex')
    .slice(0, 12);
  const record = bucket === undefined ? [] : recordStatements(`arn:${partition}:s3:::${bucket}`);
  return {
    name: `${rolePrefix}${hash}`,
    policies: sorted,
    trust: document([
      {
        Effect: 'Allow',
        Principal: { Service: `ec2.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}` },
        Action: 'sts:AssumeRole',
      },
    ]),
    policy: document([...record, ...sorted.flatMap((part) => templateOrFail(part, partition))]),
  };
}

const recordStatements = (arn: string): readonly Statement[] => [
  { Effect: 'Allow', Action: ['s3:PutObject'], Resource: [`${arn}/sweeps/*`] },
  {
    Effect: 'Allow',
    Action: ['s3:GetObject'],
    // What the launch itself put there for its instances: no results, no other sweep's record.
    Resource: [`${arn}/sweeps/*/tables/*`, `${arn}/sweeps/*/files/*`],
  },
];

function templateOrFail(template: string, partition: string): readonly Statement[] {
  const statements = statementsOf(template, partition);
  if (statements !== undefined) return statements;
  throw new Failure(
    'bad-input',
    'UnknownPolicy',
    t(
      'iam_policy names {0}, which is none of the templates. See the list in the documentation of iam_policy.',
      template,
    ),
  );
}

const document = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);

/** Whether two policy documents say the same, however they are laid out. */
export function samePolicy(one: string, other: string): boolean {
  try {
    return JSON.stringify(sortKeys(JSON.parse(one))) === JSON.stringify(sortKeys(JSON.parse(other)));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
