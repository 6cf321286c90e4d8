import { escapedJson } from '../text/controls';
import type { ResultsTable } from './record';

/** A list of objects, one per run, each with every column; null where the run has no such value. */
export function toJson(table: ResultsTable): string {
  const objects = table.rows.map((row) =>
    Object.fromEntries(table.columns.map((column, place) => [column, row[place] ?? null])),
  );
  return `${escapedJson(JSON.stringify(objects, null, 2))}\n`;
}
