import { tidyCsv } from '../../results/curves/tidy';
import type { SweepView } from '../view';
import type { CollectContext } from './collect';
import type { ResultsFolder } from './folder';
import { metricsName } from './safe-path';

/** Writes the metrics of all runs next to the table, a row each value, if there are any. Answers how many runs have some. */
export async function writeMetrics(
  folder: ResultsFolder,
  view: SweepView,
  { chunks, metrics, signal }: Pick<CollectContext, 'chunks' | 'metrics' | 'signal'>,
): Promise<number> {
  const found = await chunks.read(view, metrics, signal);
  if (found.size === 0) return 0;
  const runs = [...found].map(([name, curves]) => ({ name, curves }));
  await folder.write(metricsName, async (file) => {
    for (const part of tidyCsv(runs)) await file.write(part);
  });
  return found.size;
}
