import { cellsOf } from './column';
import type { Metric } from './metric';
import { bestRow, rankRows } from './rank';
import type { ResultsTable } from './record';

/** States of runs whose results count: what a failed run wrote before its end isn't a result. */
const counting: ReadonlySet<unknown> = new Set(['succeeded', 'running', 'stopped-early']);

/** Returns whether the row at an index can be the best; in a table without states, every row can. */
function contends(table: ResultsTable): (row: number) => boolean {
  // A parameter can be named `state`: the title of the state is then `outcome.state`.
  const title = table.columns.find(
    (each, place) => table.kinds[place] === 'outcome' && /^(?:outcome\.)?state(?:\.\d+)?$/.test(each),
  );
  if (title === undefined) return () => true;
  const states = cellsOf(table, title);
  return (row) => states[row] === undefined || counting.has(states[row]);
}

/**
 * Index of the best row among runs that didn't fail, the first one of equals; undefined if none of them has a number,
 * or if the metric is a guess.
 */
export function bestContender(table: ResultsTable, { goal, guess, title }: Metric): number | undefined {
  return guess === undefined ? bestRow(table, title, goal, contends(table)) : undefined;
}

/** Row indexes, best first; rows that can't be the best follow in their original order. */
export function bestFirst(table: ResultsTable, { goal, title }: Metric): readonly number[] {
  const order = rankRows(table, title, goal);
  const counts = contends(table);
  return [...order.filter(counts), ...order.filter((row) => !counts(row))];
}
