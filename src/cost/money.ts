/** Formats USD for users: two decimals from ten cents up, three significant digits below, and never 0 for a positive amount. */
export function formatUsd(usd: number): string {
  if (!Number.isFinite(usd)) return '$?';
  const size = Math.abs(usd);
  const digits = size >= 0.0995 || size === 0 ? 2 : decimalsFor(size, 3);
  return `${usd < 0 ? '-' : ''}$${grouped(size, 2, digits)}`;
}

/** An hourly price, with the digits that AWS publishes: `$0.0416`, `$98.32`. */
export function formatUsdPerHour(usdPerHour: number): string {
  return `$${grouped(usdPerHour, 2, Math.max(4, decimalsFor(usdPerHour, 3)))}`;
}

function decimalsFor(value: number, significant: number): number {
  return value > 0 ? Math.min(20, Math.max(2, significant - 1 - Math.floor(Math.log10(value)))) : 2;
}

/** Same output as `toLocaleString('en-US')`, which looks up the locale on each call: too slow for a thousand rows. */
function grouped(value: number, minimumFractionDigits: number, maximumFractionDigits: number): string {
  if (value >= 1e9) return value.toLocaleString('en-US', { minimumFractionDigits, maximumFractionDigits });
  // Moving the decimal point in the text prevents 1.005 from becoming 1.00.
  const [digits, exponent = '0'] = String(value).split('e');
  const units = String(Math.round(Number(`${digits}e${Number(exponent) + maximumFractionDigits}`)));
  const padded = units.padStart(maximumFractionDigits + 1, '0');
  const point = padded.length - maximumFractionDigits;
  let end = padded.length;
  while (end > point + minimumFractionDigits && padded[end - 1] === '0') end -= 1;
  const whole = padded.slice(0, point).replace(/\B(?=(\d{3})+$)/g, ',');
  return end === point ? whole : `${whole}.${padded.slice(point, end)}`;
}
