import { readDocument } from '../../results/document';
import type { ResultsTable } from '../../results/record';
import { type CollectOptions, itemsOf } from './collect';
import type { Readings } from './readings';
import { tableOf } from './tables';

/** The table of all runs as the record has it now, also while the sweep runs. Nothing is written to this machine's disk. */
export async function readResults(
  options: Pick<CollectOptions, 'signal' | 'stores' | 'view'> & { readonly readings: Readings },
): Promise<ResultsTable> {
  const { readings, signal, view } = options;
  const { items } = await itemsOf(options);
  return tableOf(view, items, async ({ object: { etag, key }, store }) => {
    const known = readings.get(view.id, key, etag);
    if (known !== undefined) return known;
    const text = await store.readText(key, signal);
    if (text === undefined) return undefined;
    const reading = readDocument(text);
    readings.set(view.id, key, etag, reading);
    return reading;
  });
}
