import { type Decimal, decimalOf, sameDecimal } from './decimal';
import { type ScalarNode, scalarType } from './syntax/node';

/** `unsure` if only some programs read two texts as the same number. */
export type Sameness = 'same' | 'different' | 'unsure';

/** The form of a value for comparisons. */
export interface Comparable {
  readonly text: string;
  /** Undefined if it isn't a number. */
  readonly number: Decimal | undefined;
  /** The number in programs that read a leading zero as octal, or don't support `0x` and `0o`. */
  readonly other: Decimal | undefined;
}

export function comparable(scalar: ScalarNode): Comparable {
  const { text } = scalar;
  const type = scalarType(scalar);
  const number = type === 'integer' || type === 'number' ? decimalOf(text) : undefined;
  return { text, number, other: number === undefined ? undefined : otherReading(text) };
}

/** `010` is 8 in C and YAML 1.1, 10 in Python's `float` and JSON; `0x10` is 16, or 0. */
function otherReading(text: string): Decimal | undefined {
  const [, sign, octal] = /^([-+]?)0+([0-7]+)$/.exec(text) ?? [];
  if (octal !== undefined) return decimalOf(String(Number.parseInt(sign + octal, 8)));
  return /^(?:0[xo]|[-+]?0\d)/.test(text) ? decimalOf('0') : undefined;
}

/** Whether two values are equal: `0.1` and `0.10` are, and so are `1e3` and `1000`. */
export function samenessOf(a: Comparable, b: Comparable): Sameness {
  if (a.text === b.text) return 'same';
  if (a.number === undefined || b.number === undefined) return 'different';
  const equal = sameDecimal(a.number, b.number);
  if (a.other === undefined && b.other === undefined) {
    if (equal) return 'same';
    return Number(a.text) === Number(b.text) ? 'unsure' : 'different';
  }
  const readings = (value: Comparable): readonly Decimal[] =>
    [value.number, value.other].filter((each) => each !== undefined);
  return readings(a).some((one) => readings(b).some((other) => sameDecimal(one, other)))
    ? 'unsure'
    : 'different';
}

/** The first duplicate value, and the first value that some programs read as an earlier one. */
export function repeatedValues(values: readonly ScalarNode[]): {
  readonly twice: ScalarNode | undefined;
  readonly similar: readonly [ScalarNode, ScalarNode] | undefined;
} {
  const seen = new Map<string, { readonly scalar: ScalarNode; readonly value: Comparable }>();
  let twice: ScalarNode | undefined;
  let similar: readonly [ScalarNode, ScalarNode] | undefined;
  for (const scalar of values) {
    const value = comparable(scalar);
    const keys = keysOf(value);
    for (const key of keys) {
      const before = seen.get(key);
      const sameness = before === undefined ? 'different' : samenessOf(before.value, value);
      if (sameness === 'same') twice ??= scalar;
      else if (sameness === 'unsure' && before !== undefined) similar ??= [before.scalar, scalar];
    }
    for (const key of keys) if (!seen.has(key)) seen.set(key, { scalar, value });
  }
  return { twice, similar };
}

/** Equal values share one of these. */
function keysOf({ text, number, other }: Comparable): readonly string[] {
  if (number === undefined) return [`text ${text}`];
  const doubles = [number, other].filter((each) => each !== undefined);
  return [
    `text ${text}`,
    ...doubles.map((each) => `number ${Number(`${each.coefficient}e${each.exponent}`)}`),
  ];
}
