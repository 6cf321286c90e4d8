import { cellsOf } from './column';
import { bestContender } from './contender';
import { candidates, type Metric, metricCalled } from './metric';
import { readMetricName } from './metric-name';
import type { ResultsTable } from './record';

/** The first other known metric on the same data by which another run is the best. */
export function rivalOf(table: ResultsTable, metric: Metric): { metric: Metric; row: number } | undefined {
  const best = bestContender(table, metric);
  if (best === undefined) return undefined;
  const { split } = readMetricName(metric.title);
  for (const { name, title, varies } of candidates(table)) {
    if (name.kind !== 'quality' || name.split !== split || !varies || title === metric.title) continue;
    const rival = metricCalled(title);
    const row = bestContender(table, rival);
    const cells = cellsOf(table, title);
    if (row !== undefined && cells[row] !== cells[best]) return { metric: rival, row };
  }
  return undefined;
}
