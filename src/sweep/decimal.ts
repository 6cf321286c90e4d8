/** An exact number: `coefficient` × 10^`exponent`, without trailing zeros in the coefficient. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const numeral = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,4}))?$/;
const prefixed = /^0(?:x[\da-fA-F]+|o[0-7]+)$/;

/** Maximum number of characters in a number that a program can read. */
const longest = 400;

/** The number that a plain scalar of YAML or JSON represents; undefined if it isn't a number, or isn't finite. */
export function decimalOf(text: string): Decimal | undefined {
  if (text.length > longest) return undefined;
  if (prefixed.test(text)) return normal(BigInt(text), 0);
  const [, sign, whole = '', fraction = '', power = '0'] = numeral.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const magnitude = BigInt(whole + fraction);
  return normal(sign === '-' ? -magnitude : magnitude, Number(power) - fraction.length);
}

/** The number of decimals that a number is written with, including its exponent: 3 for `1e-3` and for `0.100`. */
export function decimalsIn(text: string): number {
  const [, , , fraction = '', power = '0'] = numeral.exec(text) ?? [];
  return Math.max(0, fraction.length - Number(power));
}

function normal(coefficient: bigint, exponent: number): Decimal {
  if (coefficient === 0n) return { coefficient, exponent: 0 };
  let [digits, power] = [coefficient, exponent];
  while (digits % 10n === 0n) {
    digits /= 10n;
    power++;
  }
  return { coefficient: digits, exponent: power };
}

export const sameDecimal = (a: Decimal, b: Decimal): boolean =>
  a.coefficient === b.coefficient && a.exponent === b.exponent;

/** Negative if `a` is less than `b`, 0 if they are equal. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = unitsOf(a, exponent) - unitsOf(b, exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** How many times 10^`exponent` is contained in a number: exact if the exponent isn't greater than the number's own. */
export const unitsOf = ({ coefficient, exponent }: Decimal, unit: number): bigint =>
  coefficient * 10n ** BigInt(exponent - unit);

/** Formats `units` × 10^-`decimals` with this number of decimals: `-0.050`. */
export function writeUnits(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
