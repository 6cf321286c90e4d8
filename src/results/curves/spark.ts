const bars = '▁▂▃▄▅▆▇█';

/** A curve as at most this number of characters, from its lowest to its highest value; a gap is a blank. Empty without numbers. */
export function sparkOf(values: Float64Array, width = 8): string {
  const numbers = values.filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return '';
  const low = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const columns = Math.min(width, values.length);
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    const span = values.slice(from, to).filter((value) => !Number.isNaN(value));
    const last = span.at(-1);
    if (last === undefined) return ' ';
    const share = high === low ? 0.5 : (last - low) / (high - low);
    return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))] ?? ' ';
  }).join('');
}
