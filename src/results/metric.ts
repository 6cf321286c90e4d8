import { cellsOf, numberIn } from './column';
import type { Goal } from './goal';
import { type MetricName, readMetricName, type Split } from './metric-name';
import type { ResultsTable } from './record';

/** A column that tells how good a run is. */
export interface Metric {
  readonly title: string;
  readonly goal: Goal;
  /**
   * Set if no run may be called the best by it: its better direction is unknown (`goal`), or it takes the place of the metric
   * that the sweep file names and no run has written (`column`).
   */
  readonly guess?: 'goal' | 'column';
}

/** The metric by which rows are ordered before the user sorts them: none while its better direction is unknown. */
export const orderingMetric = (metric: Metric | undefined): Metric | undefined =>
  metric?.guess === 'goal' ? undefined : metric;

/** A metric by its name alone. */
export function metricCalled(title: string): Metric {
  const { goal } = readMetricName(title);
  return goal === undefined ? { title, goal: 'max', guess: 'goal' } : { title, goal };
}

/**
 * The metric that runs are judged by unless the user chooses another: the one that the sweep file names, else a measure with a
 * known name, on validation or test data rather than on training data; else a guess.
 */
export function likelyMetric(table: ResultsTable): Metric | undefined {
  const named = namedMetric(table);
  if (named !== undefined) return named;
  const [best] = candidates(table);
  if (best === undefined) return undefined;
  const metric = metricCalled(best.title);
  return table.metric === undefined ? metric : { ...metric, guess: 'column' };
}

/** The metric of the sweep file, if the results contain it: by its name, or by the one column that ends so. */
function namedMetric({ columns, metric }: ResultsTable): Metric | undefined {
  if (metric === undefined) return undefined;
  const { goal, name } = metric;
  if (columns.includes(name)) return { title: name, goal };
  const ending = columns.filter((title) => title.endsWith(`.${name}`));
  const [title] = ending;
  return title === undefined || ending.length > 1 ? undefined : { title, goal };
}

/** A result that may be what runs are judged by. */
export interface MetricCandidate {
  readonly title: string;
  readonly name: MetricName;
  readonly varies: boolean;
}

/** The results that hold numbers, likeliest first; equals keep the order of the table. */
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

/** What is the same for all runs tells none of them apart; a known measure is likelier all the same. */
const standing = ({ name: { kind, split }, varies }: MetricCandidate): number =>
  (kind === 'quality' ? 100 : 0) + (varies ? 50 : 0) + kindStanding[kind] * 10 + splitStanding[split];
