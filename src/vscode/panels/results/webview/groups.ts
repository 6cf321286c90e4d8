import { t } from '@vscode/l10n';
import { groupRows } from '../../../../results/group';
import type { Metric } from '../../../../results/metric';
import type { ResultsTable } from '../../../../results/record';

/** The table summed up by one column: a row for each value, with count, mean, least and most of the metric. */
export function groupedTable(table: ResultsTable, by: string, metric: Metric): ResultsTable {
  return {
    columns: [
      by,
      t('runs'),
      t('mean {0}', metric.title),
      t('min {0}', metric.title),
      t('max {0}', metric.title),
    ],
    kinds: ['parameter', 'parameter', 'result', 'result', 'result'],
    rows: groupRows(table, by, metric.title).map(({ value, rows, mean, min, max }) => [
      value,
      rows.length,
      mean,
      min,
      max,
    ]),
    notes: [],
  };
}
