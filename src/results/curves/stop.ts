import type { Goal } from '../goal';
import { stepNames } from './step';

/** When runs of a sweep stop by themselves: `stop_early` of a sweep file. */
export interface StopRule {
  readonly metric: string;
  readonly goal: Goal;
  readonly rule: 'asha' | 'median';
  /** The step of the first rung, at least 1. */
  readonly first: number;
  /** Between a rung and the next, and the share that `asha` keeps, at least 2. */
  readonly factor: number;
  /** The number of values that a rung needs before any run stops there. */
  readonly least: number;
}

/** What a run reports at a rung. */
export interface RungValue {
  readonly rung: number;
  /** The first step that the run reported at the rung or after it. */
  readonly step: number;
  /** With `median` the average of all values so far; NaN: no number. */
  readonly value: number;
}

/**
 * The rungs that a run reaches with these records, in their order: those of a chunk, as the agent writes them. A step that
 * skips rungs counts for the last of them.
 */
export function rungsReached(
  records: Iterable<Readonly<Record<string, number | null>>>,
  { factor, first, metric, rule }: StopRule,
): readonly RungValue[] {
  const reached: RungValue[] = [];
  let [line, done, sum, values] = [0, 0, 0, 0];
  let last: number | undefined;
  for (const record of records) {
    line = record['_line'] ?? line + 1;
    const name = stepNames.find((one) => typeof record[one] === 'number');
    last = (name === undefined ? undefined : record[name]) ?? last;
    const step = last ?? line;
    const value = record[metric];
    if (value === undefined) continue;
    if (value !== null) {
      sum += value;
      values += 1;
    }
    if (step < first) continue;
    let rung = first;
    while (rung * factor <= step) rung *= factor;
    if (rung <= done) continue;
    done = rung;
    const average = values === 0 ? Number.NaN : sum / values;
    reached.push({ rung, step, value: rule === 'median' ? average : (value ?? Number.NaN) });
  }
  return reached;
}

/** The place of a value among those of its rung, from 1, and whether its run stops there. */
export interface RungRank {
  readonly rank: number;
  readonly of: number;
  readonly stops: boolean;
}

/**
 * Ranks a value among all values of its rung, itself included. Equal values have one rank, and NaN ranks last. `asha` (Li et
 * al., "A System for Massively Parallel Hyperparameter Tuning", 2020, in its stopping form) keeps the best 1/factor of a rung,
 * `median` (Golovin et al., "Google Vizier", 2017) what is not worse than the median of the running averages. The best
 * value never stops, nor does anyone among too few.
 */
export function rankIn(
  values: readonly number[],
  own: number,
  { factor, goal, least, rule }: StopRule,
): RungRank {
  const ahead = values.filter((value) => isBetter(value, own, goal)).length;
  const kept = Math.max(1, Math.floor(values.length / factor));
  const stops = rule === 'median' ? 2 * ahead >= values.length : ahead >= kept;
  return { rank: ahead + 1, of: values.length, stops: ahead > 0 && values.length >= least && stops };
}

function isBetter(a: number, b: number, goal: Goal): boolean {
  if (Number.isNaN(a)) return false;
  if (Number.isNaN(b)) return true;
  return goal === 'max' ? a > b : a < b;
}

/** The rungs up to a step, for people: `9, 27, 81`. */
export function rungsUpTo({ factor, first }: StopRule, most: number): readonly number[] {
  const rungs: number[] = [];
  for (let rung = first; rungs.length < most && Number.isSafeInteger(rung); rung *= factor) rungs.push(rung);
  return rungs;
}
