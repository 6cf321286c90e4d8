import { t } from '@vscode/l10n';
import { cellsOf, numberIn } from './column';
import { type Group, groupRows } from './group';
import type { Metric } from './metric';
import type { ResultsTable } from './record';
import type { Scalar } from './scalar';
import { isSeed } from './seed';

/** Stands for all parameters except the seeds when the user chooses a column to group by. */
export const byRepetition = '\u0000repetitions';

/** The parameters that vary and aren't seeds; undefined if no run is repeated. */
function triedIn(table: ResultsTable): readonly string[] | undefined {
  const varying = table.columns.filter(
    (title, place) =>
      (table.kinds[place] === 'parameter' || table.kinds[place] === 'sweep') &&
      new Set(cellsOf(table, title)).size > 1,
  );
  return varying.some(isSeed) ? varying.filter((title) => !isSeed(title)) : undefined;
}

/** Whether runs differ in a seed, so that they can be grouped by all other parameters. */
export const isRepeated = (table: ResultsTable): boolean => triedIn(table) !== undefined;

/** The table grouped by one column, or by all parameters except the seeds: a row for each group of runs. */
export function groupedTable(table: ResultsTable, by: string, metric: Metric): ResultsTable {
  const tried = by === byRepetition ? (triedIn(table) ?? []) : [by];
  const cells = cellsOf(table, metric.title);
  const { title } = metric;
  return {
    columns: [
      ...tried,
      t('runs'),
      t('mean {0}', title),
      t('std {0}', title),
      t('min {0}', title),
      t('max {0}', title),
    ],
    kinds: [...tried.map(() => 'parameter' as const), 'parameter', 'result', 'result', 'result', 'result'],
    rows: groupsBy(table, by, tried, title).map((group) => {
      const numbers = group.rows.flatMap((row) => numberIn(cells[row]) ?? []);
      return [
        ...tried.map((each) => cellsOf(table, each)[group.rows[0] ?? -1]),
        group.rows.length,
        group.mean,
        deviationOf(numbers, group.mean),
        group.min,
        group.max,
      ];
    }),
    notes: [],
  };
}

function groupsBy(
  table: ResultsTable,
  by: string,
  tried: readonly string[],
  metric: string,
): readonly Group[] {
  if (by !== byRepetition) return groupRows(table, by, metric);
  const columns = tried.map((title) => cellsOf(table, title));
  const key = table.rows.map((_, row): Scalar => JSON.stringify(columns.map((cells) => cells[row] ?? null)));
  const keyed: ResultsTable = {
    ...table,
    columns: [...table.columns, byRepetition],
    kinds: [...table.kinds, 'parameter'],
    rows: table.rows.map((row, place) => [...row, key[place]]),
  };
  return groupRows(keyed, byRepetition, metric);
}

/** The standard deviation of a sample; undefined for fewer than two numbers. */
export function deviationOf(numbers: readonly number[], mean: number | undefined): number | undefined {
  if (mean === undefined || numbers.length < 2) return undefined;
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (numbers.length - 1));
  return Number.isFinite(deviation) ? deviation : undefined;
}
