import { likeliest, type Metric, metricCalled } from '../metric';
import type { ResultsTable } from '../record';
import type { RunCurves } from './curve';

/** Names of all metrics of some runs, in the order in which they come first. */
export const metricNamesOf = (runs: Iterable<RunCurves>): readonly string[] => [
  ...new Set([...runs].flatMap(({ curves }) => [...curves.keys()])),
];

/**
 * The metric that a view shows until another one is chosen: that of the sweep file, by its name or by the one name that ends
 * so, else the likeliest measure. Undefined: there are no metrics.
 */
export function mainMetric(names: readonly string[], wanted: ResultsTable['metric']): Metric | undefined {
  if (wanted !== undefined) {
    const { goal, name } = wanted;
    const same = spelling(name);
    const title = names.includes(name)
      ? name
      : (single(names, (one) => one === same) ?? single(names, (one) => one.endsWith(`_${same}`)));
    if (title !== undefined) return { title, goal };
  }
  const [best] = likeliest(names);
  return best === undefined ? undefined : metricCalled(best);
}

/** The one name whose spelling passes a test. */
function single(names: readonly string[], test: (spelled: string) => boolean): string | undefined {
  const found = names.filter((name) => test(spelling(name)));
  return found.length === 1 ? found[0] : undefined;
}

/** `val/loss` and `val_loss` are the same. */
const spelling = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
