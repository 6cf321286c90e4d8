/** A time on the user's clock: `16:27` today, `01-27 16:27` this year, `2025-12-31 23:59` before. */
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
