import { readResult } from '../../results/read-result';
import type { ResultsTable } from '../../results/record';
import type { MetricChunks } from '../metrics/metric-chunks';
import type { Store } from '../ports';
import { itemsOf, type Sources } from './items';
import type { Readings } from './readings';
import { type Read, resultsTableOf } from './tables';

/** Parts of metrics that a table is made from; of longer sweeps the newest of each run. */
const mostChunks = 2_000;

interface ResultSources extends Sources {
  readonly readings: Readings;
  /** Where runs report metrics, and what is known of them. */
  readonly metrics: Pick<Store, 'list' | 'read'>;
  readonly chunks: MetricChunks;
}

/** The table of all runs from the current record, also while the sweep is running. Doesn't write to this machine's disk. */
export async function readResults(options: ResultSources): Promise<ResultsTable> {
  const { chunks, metrics, readings, signal, view } = options;
  const newest = Math.max(1, Math.floor(mostChunks / Math.max(1, view.runs.length)));
  const [{ items }, curves] = await Promise.all([
    itemsOf(options),
    chunks.read(view, metrics, signal, newest),
  ]);
  const read: Read = async ({ object: { etag, key }, store }) => {
    const known = readings.get(view.id, key, etag);
    if (known !== undefined) return known;
    const text = await store.readText(key, signal);
    if (text === undefined) return undefined;
    const reading = readResult(key, text);
    readings.set(view.id, key, etag, reading);
    return reading;
  };
  return resultsTableOf(view, items, read, curves);
}
