import { numberIn } from './column';
import { bestFirst } from './contender';
import type { Goal } from './goal';
import type { Metric } from './metric';
import { rankRows } from './rank';
import type { ResultsTable } from './record';
import type { Scalar } from './scalar';

/** The view of a table that a user has chosen. */
export interface Selection {
  readonly sort?: { readonly title: string; readonly goal: Goal };
  /** The metric of the rows: they appear best first unless the user has sorted them. */
  readonly metric?: Metric;
  /** By column: `>0.9`, `<=3`, `=relu`, `!=x`, or a part of the text. */
  readonly filters: Readonly<Record<string, string>>;
  /** Rows selected in a plot; undefined if none are. */
  readonly brushed?: ReadonlySet<number>;
}

/** The same table with only these rows, in this order. */
export const tableOfRows = (table: ResultsTable, rows: readonly number[]): ResultsTable => ({
  ...table,
  rows: rows.flatMap((row) => {
    const cells = table.rows[row];
    return cells === undefined ? [] : [cells];
  }),
});

/** Indexes of the visible rows, in order. */
export function shownRows(table: ResultsTable, selection: Selection): readonly number[] {
  const tests = Object.entries(selection.filters).flatMap(([title, text]) => {
    const place = table.columns.indexOf(title);
    const test = testOf(text);
    return place < 0 || test === undefined ? [] : [{ place, test }];
  });
  const { brushed } = selection;
  const order = orderOf(table, selection);
  return order.filter(
    (row) =>
      (brushed === undefined || brushed.has(row)) &&
      tests.every(({ place, test }) => test(table.rows[row]?.[place])),
  );
}

function orderOf(table: ResultsTable, { metric, sort }: Selection): readonly number[] {
  if (sort !== undefined) return rankRows(table, sort.title, sort.goal);
  return metric === undefined ? table.rows.map((_, place) => place) : bestFirst(table, metric);
}

type Test = (cell: Scalar | undefined) => boolean;

/** The condition of a filter; undefined if it has none. */
function testOf(text: string): Test | undefined {
  const [, sign, rest] = /^\s*(>=|<=|!=|[<>=])?\s*(.*?)\s*$/s.exec(text) ?? [];
  if (rest === undefined || rest === '') return undefined;
  const number = Number(rest);
  const compare = (holds: (cell: number) => boolean): Test => {
    return (cell) => {
      const value = numberIn(cell);
      return value !== undefined && holds(value);
    };
  };
  switch (sign) {
    case '>':
      return compare((cell) => cell > number);
    case '>=':
      return compare((cell) => cell >= number);
    case '<':
      return compare((cell) => cell < number);
    case '<=':
      return compare((cell) => cell <= number);
    case '=':
      return (cell) => textOf(cell) === rest || numberIn(cell) === number;
    case '!=':
      return (cell) => textOf(cell) !== rest && numberIn(cell) !== number;
    default: {
      const part = rest.toLowerCase();
      return (cell) => textOf(cell).toLowerCase().includes(part);
    }
  }
}

/** The text of a cell. */
export const textOf = (cell: Scalar | undefined): string =>
  cell === undefined ? '' : typeof cell === 'number' ? shortNumber(cell) : String(cell);

/** At most six significant digits: enough to distinguish runs, and short enough to compare. */
function shortNumber(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}
