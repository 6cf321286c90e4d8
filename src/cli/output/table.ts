import truncatedWidth from 'fast-string-truncated-width';
import stringWidth from 'fast-string-width';
import { plain } from './plain';
import type { Screen, Style } from './screen';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'right';
  /** On a narrow screen, columns are dropped: the one with the highest number first. Undefined: it is never dropped. */
  readonly leaves?: number;
  /** On a narrow screen, its cells are shortened with `…` to this minimum width: an ID can be identified by its start. */
  readonly shortest?: number;
}

export type Cell = string | { readonly text: string; readonly style: Style };

/** Columns, separated by two spaces, each as wide as its widest cell; without trailing spaces. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const columns = Array.from({ length: Math.max(0, ...rows.map(({ length }) => length)) }, () => ({
    title: '',
  }));
  return renderRows(columns, rows.map(cellsOf), widthsOf(columns, rows.map(cellsOf), false));
}

/**
 * Rows below the titles of their columns; shortened or without some columns if they are too wide for the screen. A pipe
 * gets only complete rows.
 */
export function renderColumns(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  { columns: width, isScreen, paint }: Screen,
  header = isScreen,
): string {
  const body = rows.map(cellsOf);
  const all = header ? [columns.map(({ title }) => ({ text: title, style: paint.bold })), ...body] : body;
  const widths = widthsOf(columns, body, header);
  return renderRows(columns, all, width === undefined ? widths : fitted(columns, widths, width));
}

interface StyledCell {
  readonly text: string;
  readonly style: Style;
}

const unstyled: Style = (text) => text;

const cellsOf = (row: readonly Cell[]): readonly StyledCell[] =>
  row.map((cell) =>
    typeof cell === 'string' ? { text: plain(cell), style: unstyled } : { ...cell, text: plain(cell.text) },
  );

const widthsOf = (
  columns: readonly TableColumn[],
  rows: readonly (readonly StyledCell[])[],
  header: boolean,
): readonly number[] =>
  columns.map(({ title }, place) =>
    rows.reduce(
      (widest, row) => Math.max(widest, stringWidth(row[place]?.text ?? '')),
      header ? stringWidth(title) : 0,
    ),
  );

const gap = 2;

/** Widths that fit, 0 for a dropped column: first cells are shortened, then columns dropped, then names shortened further. */
function fitted(columns: readonly TableColumn[], widths: readonly number[], room: number): readonly number[] {
  const order = columns
    .flatMap(({ leaves }, place) => (leaves === undefined ? [] : [{ leaves, place }]))
    .sort((a, b) => b.leaves - a.leaves);
  let left = [...widths];
  for (const next of [undefined, ...order]) {
    if (next !== undefined) left = left.with(next.place, 0);
    const short = shortened(columns, left, room);
    if (totalOf(short) <= room) return short;
  }
  return shortened(
    columns.map((column) => ({ ...column, shortest: 1 })),
    shortened(columns, left, room),
    room,
  );
}

/** Narrows the widest column that can be shortened until all fit, or none can be. */
function shortened(
  columns: readonly TableColumn[],
  widths: readonly number[],
  room: number,
): readonly number[] {
  const short = [...widths];
  const slack = (place: number): number =>
    (short[place] ?? 0) - (columns[place]?.shortest ?? Number.POSITIVE_INFINITY);
  while (totalOf(short) > room) {
    const places = short.flatMap((_, place) => (slack(place) > 0 ? [place] : []));
    const [widest] = places.sort((a, b) => (short[b] ?? 0) - (short[a] ?? 0));
    if (widest === undefined) break;
    short[widest] = (short[widest] ?? 0) - 1;
  }
  return short;
}

function totalOf(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, shown.length - 1);
}

function renderRows(
  columns: readonly TableColumn[],
  rows: readonly (readonly StyledCell[])[],
  widths: readonly number[],
): string {
  return rows
    .map((row) => {
      const shown = row.flatMap((cell, place) => {
        const width = widths[place] ?? 0;
        return width === 0 ? [] : [{ cell, width, right: columns[place]?.align === 'right' }];
      });
      const last = shown.findLastIndex(({ cell }) => cell.text !== '');
      return shown
        .slice(0, last + 1)
        .map(({ cell, right, width }, place) => {
          const text = cut(cell.text, width);
          const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
          if (right) return blanks + cell.style(text);
          return place === last ? cell.style(text) : cell.style(text) + blanks;
        })
        .join(' '.repeat(gap));
    })
    .join('\n');
}

/** Shortens to this width, with `…` at the end. */
export function cut(text: string, width: number): string {
  const { index, truncated } = truncatedWidth(text, { limit: width, ellipsis: '…', ellipsisWidth: 1 });
  return truncated ? `${text.slice(0, index)}…` : text;
}
