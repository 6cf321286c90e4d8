import { compareDecimals, type Decimal, decimalOf } from './decimal';

/**
 * The generator of `random`, implemented here so that the same file always gives the same runs everywhere.
 *
 * Draw `i` (from 0) of parameter `p` under seed `s` is, in 64-bit unsigned arithmetic,
 *   mix(mix(s + fnv1a64(p)) + (i + 1) × 0x9E3779B97F4A7C15) >> 11, divided by 2^53: a number in [0, 1),
 * where `mix` is SplitMix64's finalizer and `fnv1a64` hashes the parameter's UTF-8 bytes. A draw depends on nothing else:
 * a larger `count` adds runs and changes none, and so does another parameter in `space`.
 */
const mask = (1n << 64n) - 1n;
const golden = 0x9e3779b97f4a7c15n;

function mix(value: bigint): bigint {
  let z = value & mask;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
  return z ^ (z >> 31n);
}

function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask;
  return hash;
}

/** Draws of one parameter: `draw(i)` is uniform in [0, 1). */
export function drawsOf(parameter: string, seed: number): (index: number) => number {
  const state = mix(BigInt(seed) + fnv1a64(parameter));
  return (index) => Number(mix(state + BigInt(index + 1) * golden) >> 11n) / 2 ** 53;
}

/** A bound of a distribution. */
export interface Bound {
  /** The text as it is written. */
  readonly text: string;
  readonly value: number;
  readonly exact: Decimal;
}

/** The minimum and maximum of the values, inclusive. */
export interface Bounds {
  readonly low: Bound;
  readonly high: Bound;
}

export type Distribution =
  | ({ readonly kind: 'uniform' | 'log_uniform' | 'int_uniform' } & Bounds)
  | { readonly kind: 'choice'; readonly values: readonly string[] };

/**
 * The value for a draw in [0, 1), as text: the user's own spelling, or six significant digits, and more if fewer would
 * exceed the bounds or not distinguish a thousand values between them.
 */
export function valueFrom(distribution: Distribution, draw: number): string {
  switch (distribution.kind) {
    case 'uniform':
      return written(between(distribution.low.value, distribution.high.value, draw), distribution);
    case 'log_uniform': {
      const low = naturalLog(distribution.low.value);
      return written(exponential(low + draw * (naturalLog(distribution.high.value) - low)), distribution);
    }
    case 'int_uniform': {
      const { low, high } = distribution;
      return String(low.value + Math.floor(draw * (high.value - low.value + 1)));
    }
    case 'choice':
      return distribution.values[Math.floor(draw * distribution.values.length)] ?? '';
  }
}

function between(low: number, high: number, draw: number): number {
  const width = high - low;
  // The difference between two bounds can overflow a double.
  return Number.isFinite(width) ? low + draw * width : low * (1 - draw) + high * draw;
}

/** Digits that distinguish any two doubles. */
const mostDigits = 17;

function written(value: number, bounds: Bounds): string {
  for (let digits = leastDigits(bounds); digits <= mostDigits; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (liesWithin(text, bounds)) return text;
  }
  return value - bounds.low.value < bounds.high.value - value ? bounds.low.text : bounds.high.text;
}

function leastDigits({ low, high }: Bounds): number {
  const width = high.value - low.value;
  if (width === 0) return 6;
  const [, power] = Math.max(Math.abs(low.value), Math.abs(high.value)).toExponential().split('e');
  let digits = 6;
  // The distance between two neighboring numbers with this number of digits.
  while (digits < mostDigits && Number(`1e${Number(power) - digits + 4}`) > width) digits++;
  return digits;
}

function liesWithin(text: string, { low, high }: Bounds): boolean {
  const value = Number(text);
  if (value > low.value && value < high.value) return true;
  const exact = decimalOf(text);
  if (exact === undefined) return false;
  return compareDecimals(low.exact, exact) <= 0 && compareDecimals(exact, high.exact) <= 0;
}

// Math.log and Math.exp can differ in their last digit between engines; these use only IEEE 754 arithmetic.
function naturalLog(value: number): number {
  let mantissa = value;
  let exponent = 0;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  let power = ratio;
  let sum = 0;
  for (let term = 1; term < 40; term += 2) {
    sum += power / term;
    power *= ratio * ratio;
  }
  return 2 * sum + exponent * Math.LN2;
}

function exponential(value: number): number {
  const halvings = Math.round(value / Math.LN2);
  const rest = value - halvings * Math.LN2;
  let term = 1;
  let sum = 1;
  for (let index = 1; index < 22; index++) {
    term *= rest / index;
    sum += term;
  }
  // Multiplying by one factor at a time prevents tiny results from underflowing.
  for (let left = Math.abs(halvings); left > 0; left--) sum = halvings > 0 ? sum * 2 : sum / 2;
  return sum;
}
