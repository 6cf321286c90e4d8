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

/** Time that is left, in milliseconds, rounded up: with the uptime beside it, the two make the whole. */
export const formatLeft = (milliseconds: number): string =>
  milliseconds <= 0 ? '0m' : formatDuration(Math.ceil(milliseconds / MINUTE) * MINUTE);

/** A moment on the user's clock: `16:27` today, `01-27 16:27` this year, `2025-12-31 23:59` before. */
export function formatMoment(moment: number, now: number): string {
  const then = new Date(moment);
  const today = new Date(now);
  const two = (count: number): string => String(count).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === today.toDateString()) return time;
  const day = `${two(then.getMonth() + 1)}-${two(then.getDate())}`;
  return then.getFullYear() === today.getFullYear()
    ? `${day} ${time}`
    : `${then.getFullYear()}-${day} ${time}`;
}
