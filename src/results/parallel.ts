import { cellsOf } from './column';
import type { ResultsTable } from './record';
import type { Scalar } from './scalar';
import { isLogarithmic } from './scale';

/** One vertical axis of a parallel coordinates plot. */
export type ParallelAxis =
  | { readonly title: string; readonly scale: 'linear' | 'log'; readonly min: number; readonly max: number }
  | { readonly title: string; readonly scale: 'category'; readonly values: readonly Scalar[] };

export interface ParallelCoordinates {
  readonly axes: readonly ParallelAxis[];
  /** One line per row: its position on each axis, from 0 at the bottom to 1 at the top; undefined without a value. */
  readonly lines: readonly { readonly row: number; readonly heights: readonly (number | undefined)[] }[];
}

/** Data of a parallel coordinates plot of these columns; columns without values are omitted. */
export function parallelCoordinates(table: ResultsTable, titles: readonly string[]): ParallelCoordinates {
  const columns = titles.flatMap((title) => {
    const cells = cellsOf(table, title);
    const axis = axisOf(title, cells);
    return axis === undefined ? [] : [{ axis, cells }];
  });
  return {
    axes: columns.map(({ axis }) => axis),
    lines: table.rows.map((_, row) => ({
      row,
      heights: columns.map(({ axis, cells }) => heightOn(axis, cells[row])),
    })),
  };
}

function axisOf(title: string, cells: readonly (Scalar | undefined)[]): ParallelAxis | undefined {
  const values = cells.filter((cell): cell is Scalar => cell !== undefined && cell !== null);
  if (values.length === 0) return undefined;
  const numbers = values.filter(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  );
  if (numbers.length < values.length) return { title, scale: 'category', values: [...new Set(values)] };
  const min = numbers.reduce((least, number) => Math.min(least, number));
  const max = numbers.reduce((most, number) => Math.max(most, number));
  return { title, scale: isLogarithmic(numbers) ? 'log' : 'linear', min, max };
}

/** A single value is in the middle of its axis. */
export function heightOn(axis: ParallelAxis, cell: Scalar | undefined): number | undefined {
  if (cell === undefined || cell === null) return undefined;
  switch (axis.scale) {
    case 'category': {
      const place = axis.values.indexOf(cell);
      if (place < 0) return undefined;
      return axis.values.length === 1 ? 0.5 : place / (axis.values.length - 1);
    }
    case 'linear':
      return typeof cell === 'number' ? share(cell, axis.min, axis.max) : undefined;
    case 'log':
      return typeof cell === 'number' && cell > 0
        ? share(Math.log(cell), Math.log(axis.min), Math.log(axis.max))
        : undefined;
  }
}

/** Uses half of each value if the difference would overflow a double; otherwise, halving would lose the smallest numbers. */
function share(value: number, min: number, max: number): number {
  if (max === min) return 0.5;
  const span = max - min;
  const height = Number.isFinite(span) ? (value - min) / span : (value / 2 - min / 2) / (max / 2 - min / 2);
  return Math.min(1, Math.max(0, height));
}
