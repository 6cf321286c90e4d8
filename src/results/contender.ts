import { cellsOf } from './column';
import type { Metric } from './metric';
import { bestRow, rankRows } from './rank';
import type { ResultsTable } from './record';

/** States of runs whose results count: what a failed run wrote before its end isn't a result. */
const counting: ReadonlySet<unknown> = new Set(['succeeded', 'running', 'stopped-early']);

/** Tells by a row's place whether it can be the best; a table that knows no states rules none out. */
function contends(table: ResultsTable): (row: number) => boolean {
  // A parameter may be called `state`: the outcome is then `outcome.state`.
  const title = table.columns.find(
    (each, place) => table.kinds[place] === 'outcome' && /^(?:outcome\.)?state(?:\.\d+)?$/.test(each),
  );
  if (title === undefined) return () => true;
  const states = cellsOf(table, title);
  return (row) => states[row] === undefined || counting.has(states[row]);
}

/** Place of the best row among runs that did not fail; undefined when none of them has a number, or the metric is a guess. Of equals the first. */
export function bestContender(table: ResultsTable, { goal, guess, title }: Metric): number | undefined {
  return guess === undefined ? bestRow(table, title, goal, contends(table)) : undefined;
}

/** Places of the rows, best first; what cannot be the best comes after all others, in the same order. */
export function bestFirst(table: ResultsTable, { goal, title }: Metric): readonly number[] {
  const order = rankRows(table, title, goal);
  const counts = contends(table);
  return [...order.filter(counts), ...order.filter((row) => !counts(row))];
}
