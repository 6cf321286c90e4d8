import type { ResultsTable } from './record';
import type { Scalar } from './scalar';

/** The cells of a column by its title, in the order of the rows; empty if the column doesn't exist. */
export function cellsOf(table: ResultsTable, title: string): readonly (Scalar | undefined)[] {
  const place = table.columns.indexOf(title);
  return place < 0 ? [] : table.rows.map((row) => row[place]);
}

/** The number in a cell; undefined if it contains something else. */
export const numberIn = (cell: Scalar | undefined): number | undefined =>
  typeof cell === 'number' && Number.isFinite(cell) ? cell : undefined;

/** Titles of the columns with at least one number, in the order of the table. */
export function numericColumns(table: ResultsTable): readonly string[] {
  return table.columns.filter((_, place) => table.rows.some((row) => numberIn(row[place]) !== undefined));
}
