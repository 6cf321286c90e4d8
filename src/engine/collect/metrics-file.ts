import type { RunCurves } from '../../results/curves/curve';
import { tidyCsv } from '../../results/curves/tidy';
import type { ResultsFolder } from './folder';
import { metricsName } from './safe-path';

/** Writes the metrics of all runs next to the table, a row each value, if there are any. */
export async function writeMetrics(
  folder: ResultsFolder,
  reported: ReadonlyMap<string, RunCurves>,
): Promise<void> {
  if (reported.size === 0) return;
  const runs = [...reported].map(([name, curves]) => ({ name, curves }));
  await folder.write(metricsName, async (file) => {
    for (const part of tidyCsv(runs)) await file.write(part);
  });
}
