import { AwsError } from '../../failure';

/** Fields that need no condition in the policy. */
const free = new Set(['policy', 'x-amz-signature', 'file', 'bucket']);

/**
 * Checks a form against its policy: the policy must not have expired, all conditions must be met, and all fields must
 * be covered.
 * @param fields form fields by lower-case name, and the bucket
 * @returns the allowed sizes of the file, in bytes
 * @throws AwsError AccessDenied or InvalidPolicyDocument
 */
export function checkPostPolicy(
  encoded: string,
  fields: ReadonlyMap<string, string>,
  now: number,
): { readonly min: number; readonly max: number } {
  const { expiration, conditions } = readPolicy(encoded);
  if (!(Date.parse(expiration) > now))
    throw new AwsError('AccessDenied', 'Invalid according to Policy: Policy expired.', 403);
  const covered = new Set<string>();
  const limits = { min: 0, max: Number.POSITIVE_INFINITY };
  for (const condition of conditions) {
    const [operator, target, value, most] = normal(condition);
    if (operator === 'content-length-range') {
      limits.min = Number(target);
      limits.max = Number(value);
      continue;
    }
    if (typeof target !== 'string' || typeof value !== 'string' || most !== undefined) throw invalid();
    const name = target.replace(/^\$/, '').toLowerCase();
    const actual = fields.get(name) ?? '';
    const holds =
      operator === 'eq' ? actual === value : operator === 'starts-with' && actual.startsWith(value);
    if (!holds)
      throw new AwsError(
        'AccessDenied',
        `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`,
        403,
      );
    covered.add(name);
  }
  for (const name of fields.keys())
    if (!covered.has(name) && !free.has(name) && !name.startsWith('x-ignore-'))
      throw new AwsError('AccessDenied', `Invalid according to Policy: Extra input fields: ${name}`, 403);
  return limits;
}

const invalid = () =>
  new AwsError(
    'InvalidPolicyDocument',
    'The content of the form does not meet the conditions specified in the policy document.',
  );

function readPolicy(encoded: string): {
  readonly expiration: string;
  readonly conditions: readonly unknown[];
} {
  let policy: unknown;
  try {
    policy = JSON.parse(Buffer.from(encoded, 'base64').toString());
  } catch {
    throw invalid();
  }
  if (typeof policy !== 'object' || policy === null || !('expiration' in policy) || !('conditions' in policy))
    throw invalid();
  const { expiration, conditions } = policy;
  if (typeof expiration !== 'string' || !Array.isArray(conditions)) throw invalid();
  return { expiration, conditions };
}

/** `{bucket: 'b'}` and `["eq", "$bucket", "b"]` are equivalent. */
function normal(condition: unknown): readonly unknown[] {
  if (Array.isArray(condition)) {
    const [operator, ...rest] = condition;
    return [typeof operator === 'string' ? operator.toLowerCase() : operator, ...rest];
  }
  if (typeof condition !== 'object' || condition === null) throw invalid();
  const [entry, ...more] = Object.entries(condition);
  if (entry === undefined || more.length > 0) throw invalid();
  return ['eq', `$${entry[0]}`, entry[1]];
}
