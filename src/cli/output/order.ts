import { shellWord } from '../../engine/connect/shell-word';
import { cellsOf } from '../../results/column';
import { bestContender } from '../../results/contender';
import type { Metric } from '../../results/metric';
import { bestRow } from '../../results/rank';
import type { ResultsTable } from '../../results/record';
import { rivalOf } from '../../results/rival';
import { plain } from './plain';

/** How the rows are ordered, and what would be needed to name one of them the best. */
export function orderOf(table: ResultsTable, metric: Metric): string {
  const title = plain(metric.title);
  if (metric.guess === 'goal' && table.kinds[table.columns.indexOf(metric.title)] !== 'result')
    return `Ordered by ${title}, highest first.`;
  if (metric.guess === 'goal')
    return (
      `Ordered by ${title}, highest first. Its name does not say which end is good, so no run is marked as the best: ` +
      `--sort ${shellWord(title)} with --max or --min says so, or in the sweep file metric: {name: ${title}, goal: max}.`
    );
  if (metric.guess === 'column')
    return (
      `Ordered by ${title} (${metric.goal}), since no run has written ${plain(table.metric?.name ?? '')}, which the sweep ` +
      'file judges runs by. No run is marked as the best.'
    );
  return bestFirstBy(table, metric);
}

function bestFirstBy(table: ResultsTable, metric: Metric): string {
  const order = `Best first by ${plain(metric.title)} (${metric.goal}).`;
  if (bestRow(table, metric.title, metric.goal) === undefined) return order;
  if (bestContender(table, metric) === undefined)
    return `${order} No run succeeded, so none is marked as the best.`;
  const rival = rivalOf(table, metric);
  if (rival === undefined) return order;
  const name = plain(String(cellsOf(table, 'name')[rival.row]));
  return `${order} By ${plain(rival.metric.title)} (${rival.metric.goal}) the best is ${name}.`;
}
