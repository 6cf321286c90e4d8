import { readResult } from '../../results/read-result';
import type { ResultsTable } from '../../results/record';
import { itemsOf, type Sources } from './items';
import type { Readings } from './readings';
import { resultsTableOf } from './tables';

/** The table of all runs from the current record, also while the sweep is running. Doesn't write to this machine's disk. */
export async function readResults(options: Sources & { readonly readings: Readings }): Promise<ResultsTable> {
  const { readings, signal, view } = options;
  const { items } = await itemsOf(options);
  return resultsTableOf(view, items, async ({ object: { etag, key }, store }) => {
    const known = readings.get(view.id, key, etag);
    if (known !== undefined) return known;
    const text = await store.readText(key, signal);
    if (text === undefined) return undefined;
    const reading = readResult(key, text);
    readings.set(view.id, key, etag, reading);
    return reading;
  });
}
