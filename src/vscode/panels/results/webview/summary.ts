import { t } from '@vscode/l10n';
import { formatUsd } from '../../../../cost/format';
import { cellsOf, numberIn } from '../../../../results/column';
import { sweepColumn } from '../../../../results/combine';
import { bestContender } from '../../../../results/contender';
import { costPerPoint } from '../../../../results/economy';
import type { Metric } from '../../../../results/metric';
import type { ResultsTable } from '../../../../results/record';
import { textOf } from '../selection';
import { button, element, filled } from './dom';

/** The best run of all in a sentence. */
export function summaryOf(
  table: ResultsTable,
  metric: Metric | undefined,
  live: boolean,
  onBest: (row: number) => void,
): readonly (Node | string)[] {
  const cells = metric === undefined ? [] : cellsOf(table, metric.title);
  const best = metric === undefined ? undefined : bestContender(table, metric);
  if (metric === undefined || best === undefined)
    return [
      live
        ? t('The sweep runs; no results yet.')
        : cells.some((cell) => numberIn(cell) !== undefined)
          ? t('No run succeeded, so none is named the best. What failed runs wrote is in the table.')
          : t(
              'No run wrote a number that could be compared. JSON results are read: {0}.',
              '{"accuracy": 0.9}',
            ),
    ];
  const cellOf = (title: string): string => textOf(table.rows[best]?.[table.columns.indexOf(title)]);
  const sweep = sweepColumn(table);
  const perPoint = costPerPoint(table, metric.title)[best];
  return [
    ...filled(
      sweep === undefined
        ? t('Best of {count}: {run} with {metric} {value}')
        : t('Best of {count}: {run} of {sweep} with {metric} {value}'),
      {
        count: String(table.rows.length),
        run: button(cellOf('name'), () => onBest(best), { class: 'link', 'data-key': 'best' }),
        sweep: sweep === undefined ? '' : cellOf(sweep),
        metric: metric.title,
        value: element('strong', {}, cellOf(metric.title)),
      },
    ),
    ...(perPoint === undefined || perPoint === 0
      ? []
      : [' · ', t('{0} per point of {1}', formatUsd(perPoint), metric.title)]),
    ...(live ? [' · ', t('still running')] : []),
  ];
}
