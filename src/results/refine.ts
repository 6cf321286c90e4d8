import { cellsOf, numberIn } from './column';
import { bestContender } from './contender';
import type { Metric } from './metric';
import type { ResultsTable } from './record';
import type { Scalar } from './scalar';
import { isSeed } from './seed';

/** One parameter of a finer grid. */
export interface FinerKey {
  readonly parameter: string;
  /** In ascending order if they are numbers. Includes the best run's value. */
  readonly values: readonly Scalar[];
}

/**
 * A finer grid around the best run: each number gets its value, and the midpoints to the next values tried (the
 * geometric mean if they are decades apart); a parameter that isn't a number, or never varied, keeps the best run's
 * value. Seeds repeat runs and aren't searched: they keep their values. Undefined if no run that didn't fail has the
 * metric.
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

/** More seeds than this aren't repetitions, but random values for each run. */
const mostSeeds = 10;

/** All seeds that were tried; only the best run's if each run had a different one. */
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

/** A number between two numbers, with the fewest digits that keep it between them. Between consecutive integers: the lower one. */
function middle(low: number, high: number, whole: boolean): number {
  const exact = low > 0 && high / low >= 4 ? Math.sqrt(low) * Math.sqrt(high) : low / 2 + high / 2;
  if (whole) return Math.floor(exact);
  const short = Number(exact.toPrecision(2));
  return short > low && short < high ? short : exact;
}
