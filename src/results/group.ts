import { cellsOf, numberIn } from './column';
import type { ResultsTable } from './record';
import type { Scalar } from './scalar';

/** Runs with the same value of a parameter, and the statistics of a metric over them. */
export interface Group {
  readonly value: Scalar | undefined;
  /** Indexes of its rows. */
  readonly rows: readonly number[];
  /** The number of rows with a number; the other three are undefined if there is none. */
  readonly count: number;
  readonly mean?: number;
  readonly min?: number;
  readonly max?: number;
}

/** Groups rows by the value of one column and aggregates another one; groups in the order of their first row. */
export function groupRows(table: ResultsTable, by: string, metric: string): readonly Group[] {
  const metrics = cellsOf(table, metric);
  const places = new Map<Scalar | undefined, number[]>();
  for (const [place, value] of cellsOf(table, by).entries()) {
    const rows = places.get(value);
    if (rows === undefined) places.set(value, [place]);
    else rows.push(place);
  }
  return [...places].map(([value, rows]) => ({
    value,
    rows,
    ...summary(rows.flatMap((place) => numberIn(metrics[place]) ?? [])),
  }));
}

function summary(numbers: readonly number[]): Pick<Group, 'count' | 'mean' | 'min' | 'max'> {
  const [first, ...rest] = numbers;
  if (first === undefined) return { count: 0 };
  const min = rest.reduce((least, number) => Math.min(least, number), first);
  const max = rest.reduce((most, number) => Math.max(most, number), first);
  return { count: numbers.length, mean: meanOf(numbers, min, max), min, max };
}

/** A running mean: it doesn't overflow for any doubles, and stays between the minimum and the maximum. */
function meanOf(numbers: readonly number[], min: number, max: number): number {
  const mean = numbers.reduce(
    (so, number, before) => so * (before / (before + 1)) + number / (before + 1),
    0,
  );
  return Math.min(max, Math.max(min, mean));
}

/** The effect of one parameter on a metric: every run as a point, and the mean at each value. */
export interface Effect {
  readonly parameter: string;
  readonly metric: string;
  /** True if the values of the parameter are numbers, and can be shown on a scale. */
  readonly numeric: boolean;
  readonly points: readonly { readonly row: number; readonly x: Scalar; readonly y: number }[];
  /** In ascending order if numeric, otherwise in the order of the sweep. */
  readonly means: readonly { readonly x: Scalar; readonly mean: number; readonly count: number }[];
}

export function effectOf(table: ResultsTable, parameter: string, metric: string): Effect {
  const metrics = cellsOf(table, metric);
  const points = cellsOf(table, parameter).flatMap((x, row) => {
    const y = numberIn(metrics[row]);
    return x === undefined || y === undefined ? [] : [{ row, x, y }];
  });
  const numeric = points.length > 0 && points.every(({ x }) => typeof x === 'number');
  const means = groupRows(table, parameter, metric).flatMap(({ value, mean, count }) =>
    value === undefined || mean === undefined ? [] : [{ x: value, mean, count }],
  );
  if (numeric) means.sort((a, b) => Number(a.x) - Number(b.x));
  return { parameter, metric, numeric, points, means };
}
