import * as vscode from 'vscode';
import { likelyMetric, type Metric } from '../../../results/metric';
import type { ResultsTable } from '../../../results/record';
import { Disposables } from '../../disposables';
import type { Launches } from '../../launches';
import type { Places } from '../../places';
import type { FleetStore } from '../../sidebar/store';
import type { SweepAddress } from './contract';
import { type Measure, measureOf } from './measure';

/** What was read of the results of sweeps, and by which metric each sweep file is judged. */
export class Findings extends Disposables {
  readonly #tables = new Map<string, ResultsTable>();
  readonly #measures = new WeakMap<ResultsTable, { readonly metric: Metric; readonly measure: Measure }>();
  readonly #arrived = this.track(new vscode.EventEmitter<void>());
  /** A sweep's results were read, or it is judged by another metric. */
  readonly onDidRead = this.#arrived.event;

  constructor(
    private readonly places: Places,
    private readonly store: FleetStore,
    private readonly launches: Launches,
    private readonly memory: vscode.Memento,
  ) {
    super();
  }

  /** The results of a sweep as they are now. @throws Failure */
  async read({ provider, sweepId }: SweepAddress): Promise<ResultsTable> {
    const { engine } = await this.places.of(provider);
    const table = await engine.results(sweepId);
    this.#tables.set(sweepId, table);
    this.#arrived.fire();
    return table;
  }

  /** What the runs of a sweep reached by the metric it is judged by, as far as its results were read here. */
  measureOf(sweepId: string): Measure | undefined {
    const table = this.#tables.get(sweepId);
    const metric = table === undefined ? undefined : (this.metricOf(sweepId) ?? likelyMetric(table));
    if (table === undefined || metric === undefined) return undefined;
    const known = this.#measures.get(table);
    if (known?.metric.title === metric.title && known.metric.goal === metric.goal) return known.measure;
    const measure = measureOf(table, metric);
    this.#measures.set(table, { metric, measure });
    return measure;
  }

  /** The metric chosen for the sweep's file; undefined where nobody has. */
  metricOf(sweepId: string): Metric | undefined {
    return this.memory.get<Metric>(this.#keyOf(sweepId));
  }

  async remember(sweepId: string, metric: Metric): Promise<void> {
    await this.memory.update(this.#keyOf(sweepId), metric);
    this.#arrived.fire();
  }

  /** A metric is remembered per sweep file: the next sweep of it is judged by the same. */
  #keyOf(sweepId: string): string {
    const name = this.store.find(sweepId)?.sweep.fileName ?? sweepId;
    return `spawn.metric ${this.launches.fileOf(sweepId)?.toString() ?? name}`;
  }
}
