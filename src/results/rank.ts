import { cellsOf, numberIn } from './column';
import type { ResultsTable, Scalar } from './record';

/** Which end of a metric is good. */
export type Goal = 'max' | 'min';

/** Places of the rows, best first: numbers, then text, then rows without a value; equals keep the order of the sweep. */
export function rankRows(table: ResultsTable, title: string, goal: Goal): readonly number[] {
  const cells = cellsOf(table, title);
  const sign = goal === 'max' ? -1 : 1;
  return table.rows
    .map((_, place) => place)
    .sort((a, b) => {
      const [left, right] = [cells[a], cells[b]];
      return kindOf(left) - kindOf(right) || sign * compare(left, right) || a - b;
    });
}

/** Place of the row with the best number; undefined when no row has one. Of equals the first. */
export function bestRow(table: ResultsTable, title: string, goal: Goal): number | undefined {
  let best: { readonly place: number; readonly value: number } | undefined;
  for (const [place, cell] of cellsOf(table, title).entries()) {
    const value = numberIn(cell);
    if (value === undefined) continue;
    if (best === undefined || (goal === 'max' ? value > best.value : value < best.value))
      best = { place, value };
  }
  return best?.place;
}

/** Numbers 0, text 1, nothing 2. */
function kindOf(cell: Scalar | undefined): number {
  if (cell === undefined || cell === null) return 2;
  return typeof cell === 'number' ? 0 : 1;
}

/** Numbers by size; text as people sort it (`run-2` before `run-10`). Both are of one kind. */
function compare(left: Scalar | undefined, right: Scalar | undefined): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left ?? '').localeCompare(String(right ?? ''), 'en', { numeric: true });
}
