import { cellsOf, numberIn } from './column';
import type { Goal } from './goal';
import type { ResultsTable } from './record';

/** Row indexes, best first: numbers, then text, then rows without a value; equal ones keep the order of the sweep. */
export function rankRows(table: ResultsTable, title: string, goal: Goal): readonly number[] {
  const numbers: { readonly place: number; readonly value: number }[] = [];
  const texts: { readonly place: number; readonly value: string }[] = [];
  const empty: number[] = [];
  const cells = cellsOf(table, title);
  for (const place of table.rows.keys()) {
    const cell = cells[place];
    if (cell === undefined || cell === null) empty.push(place);
    else if (typeof cell === 'number') numbers.push({ place, value: cell });
    else texts.push({ place, value: String(cell) });
  }
  const sign = goal === 'max' ? -1 : 1;
  numbers.sort((a, b) => sign * (a.value - b.value) || a.place - b.place);
  texts.sort((a, b) => sign * asPeopleSort.compare(a.value, b.value) || a.place - b.place);
  return [...[...numbers, ...texts].map(({ place }) => place), ...empty];
}

/** `run-2` before `run-10`. Shared, since creating a collator takes longer than comparing a hundred names. */
const asPeopleSort = new Intl.Collator('en', { numeric: true });

/** Index of the row with the best number among those that count, the first one of equals; undefined if none has one. */
export function bestRow(
  table: ResultsTable,
  title: string,
  goal: Goal,
  counts: (row: number) => boolean = () => true,
): number | undefined {
  let best: { readonly place: number; readonly value: number } | undefined;
  for (const [place, cell] of cellsOf(table, title).entries()) {
    const value = numberIn(cell);
    if (value === undefined || !counts(place)) continue;
    if (best === undefined || (goal === 'max' ? value > best.value : value < best.value))
      best = { place, value };
  }
  return best?.place;
}
