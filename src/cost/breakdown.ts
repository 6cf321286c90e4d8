import type { SpendingRun } from './spend';

/** What some runs have in common, and what they cost together. */
export interface CostShare {
  readonly key: string;
  readonly runs: number;
  /** USD so far. */
  readonly usd: number;
  /** Launched runs without a known price, which the sum leaves out. */
  readonly unpriced: number;
}

/** Costs by type, region, state or whatever else tells runs apart; the dearest first, equals in the order they came. */
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
