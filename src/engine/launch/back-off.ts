import type { Clock, Random } from '../clock';

/** Sleeps uniform in [0, min(cap, base × 2^failures)) milliseconds: full jitter. `failures` counts from 0. */
export function fullJitter(
  clock: Clock,
  random: Random,
  failures: number,
  pace: { readonly base: number; readonly cap: number },
  signal?: AbortSignal,
): Promise<void> {
  return clock.sleep(random() * Math.min(pace.cap, pace.base * 2 ** failures), signal);
}
