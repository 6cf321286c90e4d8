import { isIPv4, isIPv6 } from 'node:net';
import { type Context, matchesPattern, resolve } from './pattern';

/** A condition of a statement: an operator with a key and the values to compare it with. */
export interface Condition {
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Whether a value of the request matches one value of the policy, which can contain variables. */
type Fits = (given: string, wanted: string, variables: Context | undefined) => boolean;

const equal: Fits = (given, wanted, variables) => resolve(wanted, variables) === given;
const like: Fits = (given, wanted, variables) => matchesPattern(wanted, given, variables);
const equalInAnyCase: Fits = (given, wanted, variables) =>
  resolve(wanted, variables)?.toLowerCase() === given.toLowerCase();

const compared =
  (read: (text: string) => number, holds: (given: number, wanted: number) => boolean): Fits =>
  (given, wanted, variables) => {
    const [left, right] = [read(given), read(resolve(wanted, variables) ?? '')];
    return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right);
  };

const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
/** Milliseconds of a time in ISO 8601, or in seconds since 1970. */
const time = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

/** ARNs are compared part by part: a wildcard doesn't match across one of the first five colons. */
const arnLike: Fits = (given, wanted, variables) => {
  const [left, right] = [partsOf(given), partsOf(wanted)];
  return left.length === right.length && left.every((part, at) => like(part, right[at] ?? '', variables));
};

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const inNetwork: Fits = (given, wanted, variables) => {
  const [network = '', length] = (resolve(wanted, variables) ?? '').split('/');
  const [left, right] = [bitsOf(given), bitsOf(network)];
  if (left === undefined || right === undefined || left.length !== right.length) return false;
  const kept = length === undefined ? right.length : Number(length);
  return left.slice(0, kept) === right.slice(0, kept);
};

/** An IP address as a string of bits; undefined for anything else. */
function bitsOf(address: string): string | undefined {
  if (isIPv4(address))
    return address
      .split('.')
      .map((byte) => Number(byte).toString(2).padStart(8, '0'))
      .join('');
  if (!isIPv6(address)) return undefined;
  const [head = '', tail] = address.split('::');
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...(tail === undefined ? [] : zeros), ...last]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
}

/**
 * IAM's operators; each of them has a negated form
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
const positive: Readonly<Record<string, Fits>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: equalInAnyCase,
  StringLike: like,
  NumericEquals: compared(number, (given, wanted) => given === wanted),
  DateEquals: compared(time, (given, wanted) => given === wanted),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  IpAddress: inNetwork,
};

const alone: Readonly<Record<string, Fits>> = {
  Bool: equalInAnyCase,
  BinaryEquals: equal,
  NumericLessThan: compared(number, (given, wanted) => given < wanted),
  NumericLessThanEquals: compared(number, (given, wanted) => given <= wanted),
  NumericGreaterThan: compared(number, (given, wanted) => given > wanted),
  NumericGreaterThanEquals: compared(number, (given, wanted) => given >= wanted),
  DateLessThan: compared(time, (given, wanted) => given < wanted),
  DateLessThanEquals: compared(time, (given, wanted) => given <= wanted),
  DateGreaterThan: compared(time, (given, wanted) => given > wanted),
  DateGreaterThanEquals: compared(time, (given, wanted) => given >= wanted),
};

/** `StringNotEquals`, `NotIpAddress` */
const negated: ReadonlyMap<string, Fits> = new Map(
  Object.entries(positive).map(([name, fits]) => [
    name === 'IpAddress' ? 'NotIpAddress' : name.replace(/^(String|Numeric|Date|Arn)/, '$1Not'),
    fits,
  ]),
);

interface Operator {
  readonly fits: Fits;
  readonly negated: boolean;
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
}

/** Undefined if it isn't an IAM operator. `Null` is handled separately. */
function operatorCalled(name: string): Operator | undefined {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const fits = Object.hasOwn(positive, base)
    ? positive[base]
    : Object.hasOwn(alone, base)
      ? alone[base]
      : undefined;
  const opposite = negated.get(base);
  const found = fits ?? opposite;
  if (found === undefined) return undefined;
  return {
    fits: found,
    negated: fits === undefined,
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined,
    ifExists: ifExists !== undefined,
  };
}

export const isOperator = (name: string): boolean => name === 'Null' || operatorCalled(name) !== undefined;

/**
 * Whether a condition is met by a request. If the request doesn't have the key, an operator isn't met, unless it is
 * negated or ends with `IfExists`. Undefined for an unknown operator.
 *
 * @param given the request's context
 * @param variables undefined if `${…}` in values isn't a variable
 */
export function holds(
  { key, operator: name, values }: Condition,
  given: Context,
  variables: Context | undefined,
): boolean | undefined {
  const found = given[key];
  const has = found === undefined ? [] : typeof found === 'string' ? [found] : found;
  if (name === 'Null') return values.some((value) => value.toLowerCase() === String(has.length === 0));
  const operator = operatorCalled(name);
  if (operator === undefined) return undefined;
  const passes = (value: string): boolean =>
    values.some((wanted) => operator.fits(value, wanted, variables)) !== operator.negated;
  if (operator.set === 'ForAllValues') return has.every(passes);
  if (operator.set === 'ForAnyValue') return has.some(passes);
  if (has.length === 0) return operator.ifExists || operator.negated;
  return operator.negated ? has.every(passes) : has.some(passes);
}
