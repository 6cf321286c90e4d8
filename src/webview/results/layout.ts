import type { ResultsTable } from '../../results/record';
import { textOf } from '../../results/selection';

/** Pixels that are rendered beyond the visible area. */
const margin = 240;

/** Positions of the columns of a table. */
export interface ColumnLayout {
  /** Pixels. */
  readonly widths: readonly number[];
  readonly lefts: readonly number[];
}

export function columnLayoutOf(widths: readonly number[]): ColumnLayout {
  let left = 0;
  const lefts = widths.map((width) => {
    left += width;
    return left - width;
  });
  return { widths, lefts };
}

/** Indexes of the visible columns: the pinned ones first, and those in the scroll area. */
export function columnsInSight(
  { lefts, widths }: ColumnLayout,
  pinned: number,
  { scrollLeft, clientWidth }: { readonly scrollLeft: number; readonly clientWidth: number },
): readonly number[] {
  return lefts.flatMap((left, place) =>
    place < pinned ||
    (left + (widths[place] ?? 0) > scrollLeft - margin && left < scrollLeft + clientWidth + margin)
      ? [place]
      : [],
  );
}

/** Wide enough for the title and its first cells. */
export function widthOf(table: ResultsTable, title: string): number {
  const place = table.columns.indexOf(title);
  const longest = table.rows
    .slice(0, 200)
    .reduce((most, row) => Math.max(most, textOf(row[place]).length), title.length + 4);
  return Math.round(Math.min(280, Math.max(76, 20 + longest * 8)));
}
