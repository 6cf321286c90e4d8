import { t } from '@vscode/l10n';
import type { ResultsTable } from '../../results/record';
import type { Scalar } from '../../results/scalar';
import { textOf } from '../../results/selection';

/** What cells are shown as where their value isn't their best text. */
export interface CellWords {
  /** What each row is called in short. Empty: by its name. */
  readonly labels: readonly string[];
  readonly stateNames: Readonly<Record<string, string>>;
}

/** Text of a cell, and of its tooltip, which has the full value. */
export function cellWords(
  { columns, kinds }: ResultsTable,
  place: number,
  row: number,
  cell: Scalar | undefined,
  { labels, stateNames }: CellWords,
): { readonly text: string; readonly full: string } {
  const full = cell === undefined ? '' : String(cell);
  const title = columns[place];
  if (kinds[place] === 'run') return { text: labels[row] ?? full, full };
  if (kinds[place] !== 'outcome')
    return { text: typeof cell === 'number' ? fourDigits(cell) : textOf(cell), full };
  if (title === 'state' && Object.hasOwn(stateNames, full)) return { text: stateNames[full] ?? full, full };
  if (typeof cell !== 'number') return { text: textOf(cell), full };
  if (title === 'cost_usd') return { text: `$${fourDigits(cell)}`, full };
  if (title === 'hours') return { text: timeOf(cell), full };
  return { text: textOf(cell), full };
}

/** Four significant digits distinguish runs and can be compared; whole numbers stay whole. */
function fourDigits(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** A time in the unit that people would say: `2.4 s`, `12.5 min`, `3.25 h`. */
function timeOf(hours: number): string {
  const seconds = hours * 3600;
  if (seconds < 60) return t('{0} s', fourDigits(Number(seconds.toFixed(1))));
  if (seconds < 3600) return t('{0} min', fourDigits(Number((seconds / 60).toFixed(1))));
  return t('{0} h', fourDigits(hours));
}
