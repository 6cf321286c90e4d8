import { cellsOf, numberIn } from './column';
import type { Goal } from './goal';
import { type MetricName, readMetricName, type Split } from './metric-name';
import type { ResultsTable } from './record';

/** A column that shows how good a run is. */
export interface Metric {
  readonly title: string;
  readonly goal: Goal;
  /**
   * Set if the metric can't determine a best run: its better direction is unknown (`goal`), or it replaces the metric
   * of the sweep file, which no run has written (`column`).
   */
  readonly guess?: 'goal' | 'column';
}

/** The metric that orders rows before the user sorts them; none while its better direction is unknown. */
export const orderingMetric = (metric: Metric | undefined): Metric | undefined =>
  metric?.guess === 'goal' ? undefined : metric;

/** Derives a metric from its name alone. */
export function metricCalled(title: string): Metric {
  const { goal } = readMetricName(title);
  return goal === undefined ? { title, goal: 'max', guess: 'goal' } : { title, goal };
}

/**
 * The metric that runs are compared by unless the user chooses another: the one that the sweep file names; otherwise a
 * known metric, on validation or test data rather than on training data; otherwise a guess.
 */
export function likelyMetric(table: ResultsTable): Metric | undefined {
  const named = namedMetric(table);
  if (named !== undefined) return named;
  const [best] = candidates(table);
  if (best === undefined) return undefined;
  const metric = metricCalled(best.title);
  return table.metric === undefined ? metric : { ...metric, guess: 'column' };
}

/** The metric of the sweep file, if the results contain it: by its name, or by the only column that ends with it. */
function namedMetric({ columns, metric }: ResultsTable): Metric | undefined {
  if (metric === undefined) return undefined;
  const { goal, name } = metric;
  if (columns.includes(name)) return { title: name, goal };
  const ending = columns.filter((title) => title.endsWith(`.${name}`));
  const [title] = ending;
  return title === undefined || ending.length > 1 ? undefined : { title, goal };
}

/** A result that runs can be compared by. */
export interface MetricCandidate {
  readonly title: string;
  readonly name: MetricName;
  readonly varies: boolean;
}

/** Names, most likely metric first; equal ones keep their order. */
export const likeliest = (titles: readonly string[]): readonly string[] =>
  titles
    .map((title) => ({ title, name: readMetricName(title), varies: true }))
    .sort((a, b) => standing(b) - standing(a))
    .map(({ title }) => title);

/** The numeric results, most likely metric first; equal ones keep the order of the table. */
export function candidates(table: ResultsTable): readonly MetricCandidate[] {
  return table.columns
    .flatMap((title, place): readonly MetricCandidate[] => {
      if (table.kinds[place] !== 'result') return [];
      const numbers = cellsOf(table, title).flatMap((cell) => numberIn(cell) ?? []);
      if (numbers.length === 0) return [];
      return [{ title, name: readMetricName(title), varies: new Set(numbers).size > 1 }];
    })
    .sort((a, b) => standing(b) - standing(a));
}

const splitStanding: Readonly<Record<Split, number>> = { train: 0, none: 1, test: 2, validation: 3 };
const kindStanding: Readonly<Record<MetricName['kind'], number>> = {
  bookkeeping: 0,
  resource: 1,
  unknown: 2,
  quality: 3,
};

/** A value that is equal for all runs can't compare them, but a known metric is still more likely than an unknown one. */
const standing = ({ name: { kind, split }, varies }: MetricCandidate): number =>
  (kind === 'quality' ? 100 : 0) + (varies ? 50 : 0) + kindStanding[kind] * 10 + splitStanding[split];
