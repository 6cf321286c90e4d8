import { stringify } from 'csv-stringify/sync';
import { withoutControls } from '../text/controls';
import { isNumeral } from './number';
import type { ResultsTable } from './record';
import type { Scalar } from './scalar';

/** Begins with a sign but isn't a formula: `-Infinity`, `-3%`, `+2.5 dB`. With an apostrophe, pandas and R would read it as text. */
const harmless =
  /^[+-](?:inf(?:inity)?|nan|(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s?(?:%|‰|°?[a-zµ]{1,6})?)$/i;

export const toCsv = (table: ResultsTable): string => csvOf([table.columns, ...table.rows]);

/**
 * RFC 4180, with CRLF. Cells that a spreadsheet would run as a formula get a leading apostrophe. Contains no control
 * sequences for terminals.
 */
export function csvOf(rows: readonly (readonly (Scalar | null | undefined)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      record_delimiter: 'windows',
      escape_formulas: true,
      quoted_match: /[\r\n]/,
      cast: {
        string: (raw) => {
          // Line breaks of all kinds are part of a value.
          const text = raw.split('\r').map(withoutControls).join('\r');
          return isNumeral(text) || harmless.test(text)
            ? { value: text, escape_formulas: false }
            : text.replace(/^\n/, "'\n");
        },
        boolean: (value) => (value ? 'true' : 'false'),
      },
    },
  );
}
