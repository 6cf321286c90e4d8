import { cellsOf, numberIn } from './column';
import { bestContender } from './contender';
import type { Metric } from './metric';
import type { ResultsTable } from './record';
import type { Scalar } from './scalar';
import { isSeed } from './seed';

/** One key of a finer grid. */
export interface FinerKey {
  readonly parameter: string;
  /** Rising where they are numbers. The best run's own value is among them. */
  readonly values: readonly Scalar[];
}

/**
 * A finer grid around the best run: each number gets its value, and the middle on the way to its neighbours among the values
 * tried (the geometric one where they lie decades apart); a parameter that isn't a number, or never varied, keeps the best run's value.
 * A seed repeats runs and is nothing to search in: its values stay. Undefined when no run that did not fail has the metric.
 */
export function finerGrid(table: ResultsTable, metric: Metric): readonly FinerKey[] | undefined {
  const best = bestContender(table, metric);
  if (best === undefined) return undefined;
  return table.columns.flatMap((parameter, place): readonly FinerKey[] => {
    if (table.kinds[place] !== 'parameter') return [];
    const cells = cellsOf(table, parameter);
    const value = cells[best];
    if (value === undefined) return [];
    return [{ parameter, values: isSeed(parameter) ? seedsIn(value, cells) : finerValues(value, cells) }];
  });
}

/** More seeds than this aren't repetitions but a draw for each run. */
const mostSeeds = 10;

/** All that were tried; only the best run's if each run had a different one. */
function seedsIn(best: Scalar, cells: readonly (Scalar | undefined)[]): readonly Scalar[] {
  const tried = [...new Set(cells.flatMap((cell) => cell ?? []))];
  return tried.length > mostSeeds ? [best] : tried;
}

function finerValues(best: Scalar, cells: readonly (Scalar | undefined)[]): readonly Scalar[] {
  const centre = numberIn(best);
  if (centre === undefined) return [best];
  const tried = [...new Set(cells.flatMap((cell) => numberIn(cell) ?? []))].sort((a, b) => a - b);
  const below = tried.findLast((value) => value < centre);
  const above = tried.find((value) => value > centre);
  const whole = tried.every(Number.isInteger);
  const values = [
    ...(below === undefined ? [] : [middle(below, centre, whole)]),
    centre,
    ...(above === undefined ? [] : [middle(centre, above, whole)]),
  ];
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Between two numbers, in as few digits as keep it between them. Between neighbouring whole numbers there is none: the lower. */
function middle(low: number, high: number, whole: boolean): number {
  const exact = low > 0 && high / low >= 4 ? Math.sqrt(low) * Math.sqrt(high) : low / 2 + high / 2;
  if (whole) return Math.floor(exact);
  const short = Number(exact.toPrecision(2));
  return short > low && short < high ? short : exact;
}
