/**
 * True for numbers that are distributed better on a logarithmic axis than on a linear one: three or more, all positive,
 * over at least two decades, with the median closer to the logarithmic center. That is the case for learning rates, but
 * not for uniform random values.
 */
export function isLogarithmic(numbers: readonly number[]): boolean {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || median === undefined) return false;
  if (sorted.length < 3 || min <= 0 || max / min < 100) return false;
  const even = Math.abs((median - min) / (max - min) - 0.5);
  const logarithmic = Math.abs(Math.log(median / min) / Math.log(max / min) - 0.5);
  return logarithmic < even;
}
