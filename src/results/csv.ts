import { stringify } from 'csv-stringify/sync';
import { isNumeral } from './number';
import type { ResultsTable } from './record';

/** RFC 4180, CRLF, and no cell that a spreadsheet would run as a formula: those get an apostrophe in front. */
export function toCsv(table: ResultsTable): string {
  return stringify([[...table.columns], ...table.rows.map((row) => [...row])], {
    record_delimiter: 'windows',
    escape_formulas: true,
    quoted_match: /[\r\n]/,
    cast: {
      // A negative number that is still text is no formula.
      string: (text) =>
        isNumeral(text) ? { value: text, escape_formulas: false } : text.replace(/^\n/, "'\n"),
      boolean: (value) => (value ? 'true' : 'false'),
    },
  });
}
