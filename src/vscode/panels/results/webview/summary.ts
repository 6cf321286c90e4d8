import { formatUsd } from '../../../../cost/format';
import { cellsOf, numberIn } from '../../../../results/column';
import { sweepColumn } from '../../../../results/combine';
import { bestContender } from '../../../../results/contender';
import { costPerPoint } from '../../../../results/economy';
import type { Metric } from '../../../../results/metric';
import type { ResultsTable } from '../../../../results/record';
import { textOf } from '../selection';
import { button, element } from './dom';

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
        ? 'The sweep runs; no results yet.'
        : cells.some((cell) => numberIn(cell) !== undefined)
          ? 'No run succeeded, so none is named the best. What failed runs wrote is in the table.'
          : 'No run wrote a number that could be compared. JSON results are read: {"accuracy": 0.9}.',
    ];
  const cellOf = (title: string): string => textOf(table.rows[best]?.[table.columns.indexOf(title)]);
  const sweep = sweepColumn(table);
  const perPoint = costPerPoint(table, metric.title)[best];
  return [
    `Best of ${table.rows.length}: `,
    button(cellOf('name'), () => onBest(best), { class: 'link', 'data-key': 'best' }),
    ...(sweep === undefined ? [] : [` of ${cellOf(sweep)}`]),
    ` with ${metric.title} `,
    element('strong', {}, cellOf(metric.title)),
    ...(perPoint === undefined || perPoint === 0
      ? []
      : [` · ${formatUsd(perPoint)} per point of ${metric.title}`]),
    ...(live ? [' · still running'] : []),
  ];
}
