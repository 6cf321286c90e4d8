import { t } from '@vscode/l10n';
import Papa from 'papaparse';
import { readMetricName } from './metric-name';
import { isNumeral } from './number';
import type { ResultReading } from './reading';
import type { Scalar } from './scalar';

const nothing: ResultReading = { values: new Map(), notes: [] };

/** Typical columns of a training log; a file with more columns is data. */
const mostColumns = 200;

/** Rows for each of these aren't a progression over time, so the last row isn't the result. */
const divided = /^(?:fold|split|seed|class|label|id|index|name|model|sample)$/i;

/** Columns that number the rows: `epoch`, `step`. */
const counter = /^(?:epochs?|steps?|global[_ ]?step|iter(?:ation)?s?|round|batch)$/i;

/**
 * Reads a CSV result that is a single record or a log: a header, and rows of which the last contains the final values.
 * That applies to a file with a single row, with a column such as `epoch`, or with a column that is named like a known
 * metric and contains only numbers. All other files are data, and not read. The last value of each column counts. Never
 * throws.
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

/** Column names, which must be unique and not be numbers. */
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
