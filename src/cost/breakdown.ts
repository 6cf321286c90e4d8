import type { SpendingRun } from './spend';

/** A property that runs have in common, and their total cost. */
export interface CostShare {
  readonly key: string;
  readonly runs: number;
  /** USD so far. */
  readonly usd: number;
  /** Launched runs without a known price, which the sum doesn't include. */
  readonly unpriced: number;
}

/** Costs by type, region, state, or any other property; the most expensive first, equal ones in their original order. */
export function breakdown<Run extends SpendingRun>(
  runs: readonly Run[],
  keyOf: (run: Run) => string,
): readonly CostShare[] {
  const shares = new Map<string, CostShare>();
  for (const run of runs) {
    const key = keyOf(run);
    const before = shares.get(key) ?? { key, runs: 0, usd: 0, unpriced: 0 };
    const unpriced = run.launchedAt !== undefined && run.accruedUsd === undefined ? 1 : 0;
    shares.set(key, {
      key,
      runs: before.runs + 1,
      usd: before.usd + (run.accruedUsd ?? 0),
      unpriced: before.unpriced + unpriced,
    });
  }
  return [...shares.values()].sort((a, b) => b.usd - a.usd);
}
