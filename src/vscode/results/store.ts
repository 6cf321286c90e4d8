import * as vscode from 'vscode';
import type { Clock } from '../../engine/clock';
import type { Provider } from '../../engine/connection';
import type { SweepView } from '../../engine/view';
import { numericColumns } from '../../results/column';
import { type Measure, measureOf } from '../../results/measure';
import { likelyMetric, type Metric } from '../../results/metric';
import type { ResultsTable } from '../../results/record';
import type { SweepAddress } from '../../webview/results/contract';
import { Disposables } from '../disposables';
import { isCancelled } from '../failures';
import type { Clouds } from '../fleet/clouds';
import type { LaunchHistory } from '../fleet/launch-history';
import { isUnfinished } from '../fleet/states';
import type { FleetStore } from '../fleet/store';

export interface FindingsServices {
  readonly clouds: Clouds;
  readonly store: FleetStore;
  readonly launches: LaunchHistory;
  readonly memory: vscode.Memento;
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
}

/** A metric that a user has chosen, and the metric of the sweep file at that time. */
interface Chosen extends Metric {
  readonly instead?: ResultsTable['metric'];
}

/** Maximum runs of a sweep whose results are read without a request. */
const mostRuns = 200;
/** Maximum number of result names that are remembered for a file. */
const mostNames = 200;
/** Milliseconds between two such reads of a running sweep. */
const pause = 15_000;

/** The results of sweeps that were read, and the metric for each sweep file. */
export class ResultsStore extends Disposables {
  readonly #tables = new Map<string, ResultsTable>();
  readonly #measures = new WeakMap<ResultsTable, { readonly metric: Metric; readonly measure: Measure }>();
  readonly #reading = new Set<string>();
  readonly #readAt = new Map<string, { readonly at: number; readonly ended: number }>();
  readonly #arrived = this.track(new vscode.EventEmitter<void>());
  /** A sweep's results were read, or its metric changed. */
  readonly onDidRead = this.#arrived.event;

  constructor(private readonly services: FindingsServices) {
    super();
  }

  /** The current results of a sweep. @throws Failure */
  async read({ provider, sweepId }: SweepAddress): Promise<ResultsTable> {
    const { engine } = await this.services.clouds.of(provider);
    const table = await engine.results(sweepId);
    this.#tables.set(sweepId, table);
    await this.#rememberNames(sweepId, table);
    this.#arrived.fire();
    return table;
  }

  /** Numeric results in sweeps of a file: possible names for `metric`. */
  namesFor(file: vscode.Uri): readonly string[] {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    const { memory } = this.services;
    return memory.get<readonly string[]>(namesKey(file.toString())) ?? memory.get(namesKey(name), []);
  }

  async #rememberNames(sweepId: string, table: ResultsTable): Promise<void> {
    const results = numericColumns(table).filter(
      (title) => table.kinds[table.columns.indexOf(title)] === 'result',
    );
    const key = namesKey(this.#fileOf(sweepId));
    const names = results.slice(0, mostNames);
    const before = this.services.memory.get<readonly string[]>(key, []);
    if (names.length > 0 && names.join('\n') !== before.join('\n'))
      await this.services.memory.update(key, names);
  }

  /**
   * Reads a sweep's current results in the background, for a view that shows them with other information: seldom while
   * the sweep is running, once after its end, and never if there are so many runs that reading would need many
   * requests.
   */
  want(provider: Provider, sweep: SweepView): void {
    const ended = sweep.runs.filter((run) => !isUnfinished(run)).length;
    if (ended === 0 || sweep.runs.length > mostRuns || this.#reading.has(sweep.id)) return;
    const { clock, log } = this.services;
    const before = this.#readAt.get(sweep.id);
    if (
      before !== undefined &&
      (before.ended >= ended || (!sweep.finished && clock.now() - before.at < pause))
    )
      return;
    this.#reading.add(sweep.id);
    this.read({ provider, sweepId: sweep.id })
      .catch((error: unknown) => {
        if (!isCancelled(error)) log.debug('results', sweep.id, String(error));
      })
      .finally(() => {
        this.#readAt.set(sweep.id, { at: clock.now(), ended });
        this.#reading.delete(sweep.id);
      });
  }

  /** The values of the sweep's metric for its runs, as far as its results were read here. */
  measureOf(sweepId: string): Measure | undefined {
    const table = this.#tables.get(sweepId);
    const metric = table === undefined ? undefined : (this.metricOf(sweepId) ?? likelyMetric(table));
    if (table === undefined || metric === undefined) return undefined;
    const known = this.#measures.get(table);
    if (
      known?.metric.title === metric.title &&
      known.metric.goal === metric.goal &&
      known.metric.guess === metric.guess
    )
      return known.measure;
    const measure = measureOf(table, metric);
    this.#measures.set(table, { metric, measure });
    return measure;
  }

  /** The metric chosen for the sweep's file; undefined if there is none, or the file has set another one since. */
  metricOf(sweepId: string): Metric | undefined {
    const chosen = this.services.memory.get<Chosen>(this.#keyOf(sweepId));
    if (chosen === undefined) return undefined;
    const { instead, ...metric } = chosen;
    return sameMetric(instead, this.#tables.get(sweepId)?.metric) ? metric : undefined;
  }

  async remember(sweepId: string, metric: Metric): Promise<void> {
    const instead = this.#tables.get(sweepId)?.metric;
    const chosen: Chosen = { ...metric, instead };
    await this.services.memory.update(this.#keyOf(sweepId), chosen);
    this.#arrived.fire();
  }

  /** A metric is stored per sweep file, and also applies to its next sweep. */
  #keyOf(sweepId: string): string {
    return `spawn.metric ${this.#fileOf(sweepId)}`;
  }

  #fileOf(sweepId: string): string {
    const { launches, store } = this.services;
    return launches.fileOf(sweepId)?.toString() ?? store.find(sweepId)?.sweep.fileName ?? sweepId;
  }
}

const sameMetric = (a: ResultsTable['metric'], b: ResultsTable['metric']): boolean =>
  a?.name === b?.name && a?.goal === b?.goal;

const namesKey = (file: string): string => `spawn.results ${file}`;
