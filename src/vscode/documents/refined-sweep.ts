import { t } from '@vscode/l10n';
import { isMap, parseDocument } from 'yaml';
import type { Metric } from '../../results/metric';
import type { FinerKey } from '../../results/refine';

/**
 * A sweep file that searches around the best run: the launched file including its comments, with a `grid` of finer
 * values instead of its runs. A JSON file is also YAML, so it isn't converted.
 */
export function refinedSweep(
  launched: string,
  name: string,
  grid: readonly FinerKey[],
  metric: Metric,
): string {
  const document = parseDocument(launched);
  if (isMap(document.contents)) {
    for (const runs of ['params', 'grid', 'zip', 'random', 'count', 'seeds', 'exclude', 'include'])
      document.delete(runs);
    document.set('name', `${name === '' ? 'sweep' : name}-refined`.slice(0, 60));
    document.set(
      'grid',
      document.createNode(Object.fromEntries(grid.map(({ parameter, values }) => [parameter, [...values]]))),
    );
  }
  const head = t('Around the best runs by {0}. Check it, save it, and launch it.', metric.title);
  return `# spawn: sweep\n# ${head.replaceAll('\n', ' ')}\n${document.toString()}`;
}
