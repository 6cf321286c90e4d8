const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const leadingZero = /^[+-]?0\d/;

/** True for text that represents exactly one number: `007` and `1.2.3` don't. */
export function isNumeral(text: string): boolean {
  return numeral.test(text) && !leadingZero.test(text) && isExact(text);
}

/** False for an integer that a double would round, and for a number that overflows it. */
export function isExact(numeralText: string): boolean {
  const value = Number(numeralText);
  return /^[+-]?\d+$/.test(numeralText) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
