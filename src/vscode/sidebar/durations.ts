const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in milliseconds as the sidebar shows it: `<1m`, `28m`, `1h 5m`, `2d 3h`. Never negative. */
export function formatDuration(milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  if (left < MINUTE) return '<1m';
  if (left < HOUR) return `${Math.floor(left / MINUTE)}m`;
  const [large, small] =
    left < DAY
      ? [`${Math.floor(left / HOUR)}h`, `${Math.floor((left % HOUR) / MINUTE)}m`]
      : [`${Math.floor(left / DAY)}d`, `${Math.floor((left % DAY) / HOUR)}h`];
  return small.startsWith('0') ? large : `${large} ${small}`;
}
