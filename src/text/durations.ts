const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Formats seconds like durations in a sweep file: 5400 is `1h30m`. */
export function formatSeconds(seconds: number): string {
  let rest = Math.round(seconds);
  let text = '';
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) text += `${amount}${unit}`;
  }
  return text === '' ? '0s' : text;
}

/** The same for hours. Up to two days in hours, as a TTL is usually written: `24h`, `47h30m`, `2d`. */
export function formatHours(hours: number): string {
  const seconds = Math.round(hours * 3600);
  if (seconds < 86_400 || seconds >= 2 * 86_400) return formatSeconds(seconds);
  const rest = seconds % 3600;
  return `${(seconds - rest) / 3600}h${rest === 0 ? '' : formatSeconds(rest)}`;
}

/** Formats milliseconds for the sidebar: `<1m`, `28m`, `1h 5m`, `2d 3h`. Never negative. */
export function formatMilliseconds(milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  if (left < minute) return '<1m';
  if (left < hour) return `${Math.floor(left / minute)}m`;
  const [large, small] =
    left < day
      ? [`${Math.floor(left / hour)}h`, `${Math.floor((left % hour) / minute)}m`]
      : [`${Math.floor(left / day)}d`, `${Math.floor((left % day) / hour)}h`];
  return small.startsWith('0') ? large : `${large} ${small}`;
}

/** The time that something took, to the second while that matters: `14s`, `3m 12s`, `1h 5m`. */
export function formatTaken(milliseconds: number): string {
  const taken = Math.max(0, milliseconds);
  if (taken < minute) return `${Math.floor(taken / second)}s`;
  if (taken >= hour) return formatMilliseconds(taken);
  const seconds = Math.floor((taken % minute) / second);
  return `${Math.floor(taken / minute)}m${seconds === 0 ? '' : ` ${seconds}s`}`;
}

/** Remaining milliseconds, rounded up, so that the uptime and the remaining time add up to the total. */
export const formatMillisecondsLeft = (milliseconds: number): string =>
  milliseconds <= 0 ? '0m' : formatMilliseconds(Math.ceil(milliseconds / minute) * minute);

/** Formats milliseconds for the command line, without spaces: `45s`, `28m`, `3h12m`, `2d3h`. */
export function compactMilliseconds(milliseconds: number): string {
  if (milliseconds < minute) return `${Math.max(0, Math.floor(milliseconds / second))}s`;
  return formatMilliseconds(milliseconds).replace(' ', '');
}
