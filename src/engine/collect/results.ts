import type { ResultsTable } from '../../results/record';
import { type CollectOptions, itemsOf } from './collect';
import { tableOf } from './tables';

/** The table of all runs as the record has it now, also while the sweep runs. Nothing is written to this machine's disk. */
export async function readResults(
  options: Pick<CollectOptions, 'signal' | 'stores' | 'view'>,
): Promise<ResultsTable> {
  const { items } = await itemsOf(options);
  return tableOf(options.view, items, ({ object, store }) => store.readText(object.key, options.signal));
}
