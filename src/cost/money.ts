/** USD as a user reads it: two decimals from ten cents up, three significant digits below, nothing rounded to nothing. */
export function formatUsd(usd: number): string {
  if (!Number.isFinite(usd)) return '$?';
  const size = Math.abs(usd);
  const digits = size >= 0.0995 || size === 0 ? 2 : decimalsFor(size, 3);
  return `${usd < 0 ? '-' : ''}$${grouped(size, 2, digits)}`;
}

/** A price per hour, with the digits AWS publishes: `$0.0416`, `$98.32`. */
export function formatUsdPerHour(usdPerHour: number): string {
  return `$${grouped(usdPerHour, 2, Math.max(4, decimalsFor(usdPerHour, 3)))}`;
}

function decimalsFor(value: number, significant: number): number {
  return value > 0 ? Math.min(20, Math.max(2, significant - 1 - Math.floor(Math.log10(value)))) : 2;
}

/** As `toLocaleString('en-US')` writes it, which looks its language up again each time: too slow for a thousand rows. */
function grouped(value: number, minimumFractionDigits: number, maximumFractionDigits: number): string {
  if (value >= 1e9) return value.toLocaleString('en-US', { minimumFractionDigits, maximumFractionDigits });
  // Moving the point in the text keeps 1.005 from becoming 1.00.
  const [digits, exponent = '0'] = String(value).split('e');
  const units = String(Math.round(Number(`${digits}e${Number(exponent) + maximumFractionDigits}`)));
  const padded = units.padStart(maximumFractionDigits + 1, '0');
  const point = padded.length - maximumFractionDigits;
  let end = padded.length;
  while (end > point + minimumFractionDigits && padded[end - 1] === '0') end -= 1;
  const whole = padded.slice(0, point).replace(/\B(?=(\d{3})+$)/g, ',');
  return end === point ? whole : `${whole}.${padded.slice(point, end)}`;
}
