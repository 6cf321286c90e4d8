import { cellsOf, numberIn } from './column';
import { bestContender } from './contender';
import type { Metric } from './metric';
import type { ResultsTable } from './record';

/** The values of a metric for the runs of a sweep. */
export interface Measure {
  readonly title: string;
  /** By run name, without runs that have no number. */
  readonly values: ReadonlyMap<string, number>;
  /** The best of the runs that didn't fail; undefined while there is none. */
  readonly best?: number;
}

/** Summarizes a results table by this metric. */
export function measureOf(table: ResultsTable, metric: Metric): Measure {
  const { title } = metric;
  const cells = cellsOf(table, title);
  const values = new Map<string, number>();
  for (const [row, name] of cellsOf(table, 'name').entries()) {
    const value = numberIn(cells[row]);
    if (value !== undefined) values.set(String(name), value);
  }
  const place = bestContender(table, metric);
  const best = place === undefined ? undefined : numberIn(cells[place]);
  return { title, values, ...(best === undefined ? {} : { best }) };
}
