/** A run with the values that its cost over time depends on, for example a RunView. Times are milliseconds since the epoch. */
export interface SpendingRun {
  readonly name: string;
  readonly state: string;
  readonly launchedAt?: number;
  /** When its job ended. */
  readonly endedAt?: number;
  /** USD so far; undefined where the price is unknown. */
  readonly accruedUsd?: number;
  /** True while its instance still costs money. */
  readonly billing: boolean;
}

/** A sweep with the values that its cost over time depends on, for example a SweepView. */
export interface SpendingSweep {
  readonly id: string;
  readonly accruedUsd: number;
  readonly runs: readonly SpendingRun[];
}

const dayLength = 86_400_000;

/** `2026-01-27`: days are UTC's, as on AWS's bill. */
export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/**
 * USD by day, oldest first. A run's accrued cost is distributed evenly from its launch to its end (or `now`), so that
 * the days add up to the total. Runs without a known price count as 0.
 */
export function dailySpend(runs: readonly SpendingRun[], now: number): ReadonlyMap<string, number> {
  const days = new Map<string, number>();
  for (const { launchedAt, endedAt, accruedUsd, billing } of runs) {
    if (launchedAt === undefined || accruedUsd === undefined) continue;
    const until = Math.max(launchedAt, billing ? now : (endedAt ?? now));
    for (const { day, share } of sharesOf(launchedAt, until)) {
      days.set(day, (days.get(day) ?? 0) + share * accruedUsd);
    }
  }
  return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The share of a time span in each of its days; the shares add up to 1. */
function* sharesOf(from: number, until: number): Generator<{ readonly day: string; readonly share: number }> {
  if (until === from) {
    yield { day: dayOf(from), share: 1 };
    return;
  }
  for (let start = from; start < until; ) {
    const end = Math.min(until, (Math.floor(start / dayLength) + 1) * dayLength);
    yield { day: dayOf(start), share: (end - start) / (until - from) };
    start = end;
  }
}
