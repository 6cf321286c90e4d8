import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import { cellsOf, numberIn } from '../../results/column';
import { sweepColumn } from '../../results/combine';
import { bestContender } from '../../results/contender';
import { costPerPoint } from '../../results/economy';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import { rivalOf } from '../../results/rival';
import { textOf } from '../../results/selection';
import { button, element, filled } from './dom';

export interface SummaryEvents {
  onRun(row: number): void;
  /** Changes the metric of the runs. */
  judge(metric: Metric): void;
}

/** The best run in a sentence, or a prompt if the better direction isn't known. */
export function summaryOf(
  table: ResultsTable,
  metric: Metric | undefined,
  live: boolean,
  { judge, onRun }: SummaryEvents,
): readonly (Node | string)[] {
  const cells = metric === undefined ? [] : cellsOf(table, metric.title);
  if (metric?.guess !== undefined && cells.some((cell) => numberIn(cell) !== undefined))
    return metric.guess === 'goal' ? question(metric, judge) : [missing(table)];
  const best = metric === undefined ? undefined : bestContender(table, metric);
  if (metric === undefined || best === undefined)
    return [
      live
        ? t('The sweep is running. No results yet.')
        : cells.some((cell) => numberIn(cell) !== undefined)
          ? t('No run succeeded, so there is no best run. The table shows what failed runs wrote.')
          : t('No numeric metrics found. Spawn reads JSON results: {0}.', '{"accuracy": 0.9}'),
    ];
  const sweep = sweepColumn(table);
  const perPoint = costPerPoint(table, metric)[best];
  return [
    ...filled(
      sweep === undefined
        ? t('Best of {count}: {run} with {metric} {value}')
        : t('Best of {count}: {run} of {sweep} with {metric} {value}'),
      {
        count: String(table.rows.length),
        run: runLink(table, best, 'best', onRun),
        sweep: sweep === undefined ? '' : cellText(table, best, sweep),
        metric: metric.title,
        value: element('strong', {}, cellText(table, best, metric.title)),
      },
    ),
    ...(perPoint === undefined || perPoint === 0
      ? []
      : [' · ', t('{0} per point of {1}', formatUsd(perPoint), metric.title)]),
    ...otherBest(table, metric, onRun),
    ...(live ? [' · ', t('still running')] : []),
  ];
}

/** The better direction is unknown: prompted for once, since the answer is stored for the sweep file. */
const question = ({ title }: Metric, judge: SummaryEvents['judge']): readonly (Node | string)[] => [
  t('Which values of {0} are best?', title),
  ' ',
  button(t('The highest'), () => judge({ title, goal: 'max' }), { class: 'link' }),
  ' ',
  button(t('The lowest'), () => judge({ title, goal: 'min' }), { class: 'link' }),
  ' · ',
  t(
    'Until then, there is no best run. You can also set {0} in the sweep file.',
    `metric: {name: ${title}, goal: max}`,
  ),
];

const missing = (table: ResultsTable): string =>
  t(
    'The sweep file ranks runs by {0}, which no run has written, so there is no best run.',
    table.metric?.name ?? '',
  );

/** Another run is the best by another metric: shown, so that one isn't mistaken for the best by both. */
function otherBest(
  table: ResultsTable,
  metric: Metric,
  onRun: SummaryEvents['onRun'],
): readonly (Node | string)[] {
  const rival = rivalOf(table, metric);
  if (rival === undefined) return [];
  return [
    ' · ',
    ...filled(t('by {metric} it is {run}'), {
      metric: rival.metric.title,
      run: runLink(table, rival.row, 'rival', onRun),
    }),
  ];
}

const cellText = (table: ResultsTable, row: number, title: string): string =>
  textOf(table.rows[row]?.[table.columns.indexOf(title)]);

const runLink = (
  table: ResultsTable,
  row: number,
  key: string,
  onRun: SummaryEvents['onRun'],
): HTMLButtonElement =>
  button(cellText(table, row, 'name'), () => onRun(row), { class: 'link', 'data-key': key });
