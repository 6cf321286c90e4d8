import { cellsOf, numberIn } from './column';
import type { ResultsTable } from './record';

/** USD that each row paid per point of a metric; undefined where cost or metric is unknown or the metric is not above zero. */
export function costPerPoint(table: ResultsTable, metric: string): readonly (number | undefined)[] {
  const costs = cellsOf(table, 'cost_usd');
  return cellsOf(table, metric).map((cell, row) => {
    const [points, usd] = [numberIn(cell), numberIn(costs[row])];
    return points === undefined || usd === undefined || points <= 0 ? undefined : usd / points;
  });
}
