import { cellsOf, numberIn } from './column';
import { bestContender } from './contender';
import type { Metric } from './metric';
import type { ResultsTable } from './record';

/** What the runs of a sweep have reached, by a metric. */
export interface Measure {
  readonly title: string;
  /** By name of the run; those without a number are left out. */
  readonly values: ReadonlyMap<string, number>;
  /** The best of those that did not fail; undefined while there is none. */
  readonly best?: number;
}

/** Summary of a results table by this metric. */
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
