import { t } from '@vscode/l10n';
import Papa from 'papaparse';
import { readMetricName } from './metric-name';
import { isNumeral } from './number';
import type { ResultReading } from './reading';
import type { Scalar } from './scalar';

const nothing: ResultReading = { values: new Map(), notes: [] };

/** Columns that a log of training has; more are data. */
const mostColumns = 200;

/** Rows for each of these aren't a development over time, in which the last row would be the result. */
const divided = /^(?:fold|split|seed|class|label|id|index|name|model|sample)$/i;

/** What rows are counted by: `epoch`, `step`. */
const counter = /^(?:epochs?|steps?|global[_ ]?step|iter(?:ation)?s?|round|batch)$/i;

/**
 * Reads a CSV result that is a record or a log: a header, and rows of which the last says how things ended. That is so with a
 * single row, with a column such as `epoch`, or with a column whose name is a known metric and nothing but numbers below the
 * header. Anything else is data, of which nothing is read. Each column counts by its last value. Never throws.
 */
export function readCsvRows(text: string): ResultReading {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' });
  const [header = [], ...rows] = data;
  const names = header.map((name) => name.trim());
  if (rows.length === 0 || !isHeader(names) || rows.some((row) => row.length > names.length)) return nothing;
  const logged = names.some((name) => counter.test(name)) || isAllNumbers(names, rows);
  if (rows.length > 1 && (!logged || names.some((name) => divided.test(name)))) return nothing;
  const values = new Map(
    names.flatMap((name, place): readonly [string, Scalar][] => {
      const cell = rows.findLast((row) => (row[place] ?? '').trim() !== '')?.[place]?.trim();
      return cell === undefined ? [] : [[name, isNumeral(cell) ? Number(cell) : cell]];
    }),
  );
  return {
    values,
    notes: rows.length === 1 ? [] : [t('is summarized by the last value of each of its columns')],
  };
}

/** Names, each once, and none of them a number. */
const isHeader = (names: readonly string[]): boolean =>
  names.length <= mostColumns &&
  new Set(names).size === names.length &&
  names.every((name) => name !== '' && !isNumeral(name) && !/^[+-]?\d/.test(name));

function isAllNumbers(names: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (!names.some((name) => readMetricName(name).goal !== undefined)) return false;
  return rows.every((row) =>
    row.every(
      (cell) =>
        cell.trim() === '' || isNumeral(cell.trim()) || /^[+-]?(?:nan|inf(?:inity)?)$/i.test(cell.trim()),
    ),
  );
}
