import { formatUsd } from '../../cost/money';
import { bestContender, bestFirst } from '../../results/contender';
import type { Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import type { Scalar } from '../../results/scalar';
import { formatHours } from '../../text/durations';
import { renderTable } from './table';

/** The same table with its best rows first, those of failed runs last, and at most `top` of them. */
export function ranked(
  table: ResultsTable,
  metric: Metric | undefined,
  top: number | undefined,
): ResultsTable {
  const order = metric === undefined ? table.rows.map((_, place) => place) : bestFirst(table, metric);
  const rows = order.slice(0, top).flatMap((place) => {
    const row = table.rows[place];
    return row === undefined ? [] : [row];
  });
  return { ...table, rows };
}

/** Columns for people; the others are in CSV and JSON. */
const hidden: ReadonlySet<string> = new Set(['exit_code', 'instance_id', 'instance_type']);

export const shownColumns = ({
  columns,
  kinds,
}: ResultsTable): readonly { readonly title: string; readonly place: number }[] =>
  columns.flatMap((title, place) =>
    kinds[place] === 'outcome' && hidden.has(title) ? [] : [{ title, place }],
  );

/** A table for a terminal; the best run is marked. */
export function renderResults(table: ResultsTable, metric: Metric | undefined): string {
  const shown = shownColumns(table);
  const best = metric === undefined ? undefined : bestContender(table, metric);
  return renderTable([
    ['', ...shown.map(({ title }) => title)],
    ...table.rows.map((row, place) => [
      place === best ? '★' : '',
      ...shown.map(({ title, place: column }) => resultCell(row[column], title)),
    ]),
  ]);
}

/** A value as people read it. */
export function resultCell(cell: Scalar | undefined, title: string): string {
  if (cell === undefined || cell === null) return '-';
  if (typeof cell !== 'number') return String(cell);
  if (title === 'cost_usd') return formatUsd(cell);
  if (title === 'hours') return formatHours(cell);
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(6)));
}
