import { Failure } from '../../engine/failure';
import { bestContender } from '../../results/contender';
import { toCsv } from '../../results/csv';
import { toJson } from '../../results/json';
import { goalOf, likelyMetric, type Metric } from '../../results/metric';
import { bestRow } from '../../results/rank';
import type { ResultsTable } from '../../results/record';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { plain } from '../output/plain';
import { ranked, renderResults } from '../output/results';
import { withSession } from '../session';
import { print, say, type Terminal } from '../terminal';

export interface ResultsOptions extends GlobalOptions {
  /** Column to rank by; without it the most likely metric. */
  readonly sort?: string;
  readonly min?: boolean;
  readonly max?: boolean;
  readonly top?: number;
  readonly format: 'table' | 'csv' | 'json';
}

/** Every run with what it found, best first. */
export async function results(
  sweepId: string,
  options: ResultsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine }) => {
    const table = await engine.results(sweepId, terminal.interrupted);
    const metric = metricOf(table, options);
    const rows = ranked(table, metric, options.top);
    for (const note of table.notes) say(terminal, plain(note));
    switch (options.json ? 'json' : options.format) {
      case 'json':
        terminal.stdout.write(toJson(rows));
        break;
      case 'csv':
        terminal.stdout.write(toCsv(rows));
        break;
      case 'table':
        print(terminal, renderResults(rows, metric));
        if (metric !== undefined) say(terminal, orderOf(table, metric));
    }
    return exitCodes.done;
  });
}

function orderOf(table: ResultsTable, metric: Metric): string {
  const order = `Best first by ${plain(metric.title)} (${metric.goal}).`;
  if (bestContender(table, metric) !== undefined || bestRow(table, metric.title, metric.goal) === undefined)
    return order;
  return `${order} No run succeeded, so none is marked as the best.`;
}

/** @throws Failure not-found: no column is called so. */
function metricOf(table: ResultsTable, { sort, min, max }: ResultsOptions): Metric | undefined {
  const wanted = min ? 'min' : max ? 'max' : undefined;
  if (sort === undefined) {
    const likely = likelyMetric(table);
    return likely === undefined ? undefined : { ...likely, goal: wanted ?? likely.goal };
  }
  if (table.columns.includes(sort)) return { title: sort, goal: wanted ?? goalOf(sort) };
  throw new Failure(
    'not-found',
    'NoSuchColumn',
    `The results have no column "${sort}". There are: ${table.columns.join(', ')}.`,
  );
}
