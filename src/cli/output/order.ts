import { t } from '@vscode/l10n';
import { shellWord } from '../../engine/connect/shell-word';
import { cellsOf } from '../../results/column';
import { bestContender } from '../../results/contender';
import type { Metric } from '../../results/metric';
import { bestRow } from '../../results/rank';
import type { ResultsTable } from '../../results/record';
import { rivalOf } from '../../results/rival';
import { plain } from './plain';

/** The order of the rows, and what is missing to determine the best one. */
export function orderOf(table: ResultsTable, metric: Metric): string {
  const title = plain(metric.title);
  if (metric.guess === 'goal' && table.kinds[table.columns.indexOf(metric.title)] !== 'result')
    return t('Ordered by {0}, highest first.', title);
  if (metric.guess === 'goal')
    return t(
      'Ordered by {0}, highest first. Its name does not show whether high or low is better, so no run is marked as the best. To mark one, add {1} with --max or --min, or put {2} into the sweep file.',
      title,
      `--sort ${shellWord(title)}`,
      `metric: {name: ${title}, goal: max}`,
    );
  if (metric.guess === 'column')
    return t(
      'Ordered by {0} ({1}), because no run has written {2}, the metric of the sweep file. No run is marked as the best.',
      title,
      metric.goal,
      plain(table.metric?.name ?? ''),
    );
  return bestFirstBy(table, metric);
}

function bestFirstBy(table: ResultsTable, metric: Metric): string {
  const order = t('Best first by {0} ({1}).', plain(metric.title), metric.goal);
  if (bestRow(table, metric.title, metric.goal) === undefined) return order;
  if (bestContender(table, metric) === undefined)
    return `${order} ${t('No run succeeded, so none is marked as the best.')}`;
  const rival = rivalOf(table, metric);
  if (rival === undefined) return order;
  const name = plain(String(cellsOf(table, 'name')[rival.row]));
  return `${order} ${t('By {0} ({1}) the best is {2}.', plain(rival.metric.title), rival.metric.goal, name)}`;
}
