import { cellsOf, numberIn } from './column';
import type { Metric } from './metric';
import type { ResultsTable } from './record';

/**
 * USD per point of a metric for each row, if higher values are better; undefined if the cost or the metric is unknown,
 * or the metric is not greater than 0.
 */
export function costPerPoint(
  table: ResultsTable,
  { goal, guess, title }: Metric,
): readonly (number | undefined)[] {
  if (goal === 'min' || guess !== undefined) return [];
  const costs = cellsOf(table, 'cost_usd');
  return cellsOf(table, title).map((cell, row) => {
    const [points, usd] = [numberIn(cell), numberIn(costs[row])];
    return points === undefined || usd === undefined || points <= 0 ? undefined : usd / points;
  });
}

/** Title of the column that `withCostPerPoint` adds. */
const costPerPointTitle = 'usd_per_point';

/**
 * Adds a column with each run's cost per point of the metric; unchanged if no run has such a value, or if a column
 * already has this title.
 */
export function withCostPerPoint(table: ResultsTable, metric: Metric | undefined): ResultsTable {
  if (metric === undefined || table.columns.includes(costPerPointTitle)) return table;
  const figures = costPerPoint(table, metric);
  if (!figures.some((figure) => figure !== undefined && figure > 0)) return table;
  return {
    ...table,
    columns: [...table.columns, costPerPointTitle],
    kinds: [...table.kinds, 'outcome'],
    rows: table.rows.map((row, place) => {
      const figure = figures[place];
      return [...row, figure === undefined ? undefined : Number(figure.toPrecision(6))];
    }),
  };
}
