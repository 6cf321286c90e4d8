import { cellsOf, numberIn } from './column';
import type { Goal } from './rank';
import type { ResultsTable } from './record';

/** A column that tells how good a run is. */
export interface Metric {
  readonly title: string;
  readonly goal: Goal;
}

/** Names of measures of which less is better; everything else is taken to be better when it is more. */
const lessIsBetter =
  /(?:^|[._\s-])(?:loss|error|err|rmse|mse|mae|mape|perplexity|ppl|wer|cer|fid|nll|latency|duration|seconds|time|cost)(?:$|[._\s-])/i;

const wellKnown =
  /(?:^|[._\s-])(?:accuracy|acc|score|auc|f1|precision|recall|reward|r2|bleu|rouge|loss|error|rmse|mse|mae|perplexity)(?:$|[._\s-])/i;

export const goalOf = (title: string): Goal => (lessIsBetter.test(title) ? 'min' : 'max');

/** The metric that a user most likely means: a result with a well-known name, else the first that differs between runs. */
export function likelyMetric(table: ResultsTable): Metric | undefined {
  const results = table.columns.filter(
    (title, place) => table.kinds[place] === 'result' && numbersOf(table, title).length > 0,
  );
  const varying = results.filter((title) => new Set(numbersOf(table, title)).size > 1);
  const title = [...varying, ...results].find((each) => wellKnown.test(each)) ?? varying[0] ?? results[0];
  return title === undefined ? undefined : { title, goal: goalOf(title) };
}

const numbersOf = (table: ResultsTable, title: string): readonly number[] =>
  cellsOf(table, title).flatMap((cell) => numberIn(cell) ?? []);
