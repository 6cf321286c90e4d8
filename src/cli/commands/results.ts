import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import { combineTables } from '../../results/combine';
import { toCsv } from '../../results/csv';
import { byRepetition, groupedTable, isRepeated } from '../../results/grouped-table';
import { toJson } from '../../results/json';
import { likelyMetric, type Metric, metricCalled } from '../../results/metric';
import { rankRows } from '../../results/rank';
import type { ResultsTable } from '../../results/record';
import { type ExitCode, exitCodes, UsageError } from '../exit';
import { formatOf, type ListFormat } from '../list-format';
import type { GlobalOptions } from '../options';
import { orderOf } from '../output/order';
import { plain } from '../output/plain';
import { ranked, renderResults } from '../output/results';
import { renderResultsMarkdown } from '../output/results-markdown';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import { print, say, type Terminal } from '../terminal';

export interface ResultsOptions extends GlobalOptions {
  readonly format?: ListFormat | 'markdown';
  /** Column to rank by; by default, the most likely metric. */
  readonly sort?: string;
  readonly min?: boolean;
  readonly max?: boolean;
  readonly top?: number;
  /** One row for all repetitions of a run. */
  readonly group?: boolean;
}

/** Every run with its results, best first; the runs of several sweeps in one table. */
export async function results(
  sweepIds: readonly string[],
  options: ResultsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine }) => {
    const ids = await Promise.all(sweepIds.map((id) => sweepIdFor(id, engine, terminal.interrupted)));
    const sweeps = [...new Set(ids)].map(async (sweepId) => ({
      sweepId,
      table: await engine.results(sweepId, terminal.interrupted),
    }));
    const table = combineTables(await Promise.all(sweeps));
    const metric = metricOf(table, options);
    const grouped = options.group === true && metric !== undefined ? summedUp(table, metric) : undefined;
    const rows = grouped ?? ranked(table, metric, options.top);
    for (const note of table.notes) say(terminal, plain(note));
    const shownMetric = grouped === undefined ? metric : undefined;
    switch (resultsFormat(options)) {
      case 'json':
        terminal.stdout.write(toJson(rows));
        break;
      case 'csv':
        terminal.stdout.write(toCsv(rows));
        break;
      case 'markdown':
        print(terminal, renderResultsMarkdown(rows, shownMetric));
        break;
      case 'table':
        print(terminal, renderResults(rows, shownMetric));
        if (metric !== undefined && grouped === undefined) say(terminal, orderOf(table, metric));
    }
    return exitCodes.done;
  });
}

/** @throws UsageError where `--json` and `--format` contradict each other */
function resultsFormat({ format, json }: ResultsOptions): ListFormat | 'markdown' {
  if (format !== 'markdown') return formatOf({ ...(format && { format }), ...(json && { json }) });
  if (json)
    throw new UsageError(t('--json and --format {0} contradict each other. Use one of them.', format));
  return format;
}

/** Groups of runs that differ only in a seed, the best mean first. @throws Failure bad-input */
function summedUp(table: ResultsTable, metric: Metric): ResultsTable {
  if (!isRepeated(table))
    throw new Failure(
      'bad-input',
      'NotRepeated',
      t('--group requires runs that differ only in a seed, and these do not.'),
    );
  const grouped = groupedTable(table, byRepetition, metric);
  const mean = grouped.columns.at(-4) ?? '';
  const rows = rankRows(grouped, mean, metric.goal).map((place) => grouped.rows[place] ?? []);
  return { ...grouped, rows };
}

/** @throws UsageError if no column has this title. */
function metricOf(table: ResultsTable, { sort, min, max }: ResultsOptions): Metric | undefined {
  const wanted = min ? 'min' : max ? 'max' : undefined;
  const metric = sort === undefined ? likelyMetric(table) : sortedBy(table, sort);
  return metric === undefined || wanted === undefined ? metric : { title: metric.title, goal: wanted };
}

function sortedBy(table: ResultsTable, title: string): Metric {
  if (!table.columns.includes(title))
    throw new UsageError(
      t(
        'The results have no column "{0}". Their columns are {1}.',
        plain(title),
        table.columns.map(plain).join(', '),
      ),
    );
  const likely = likelyMetric(table);
  return likely?.title === title && likely.guess === undefined ? likely : metricCalled(title);
}
