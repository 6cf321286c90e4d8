import type { Goal } from './goal';
import { isBookkeeping, isSpoiler, type KnownMeasure, measureCalled, mostWords } from './known-metrics';
import { segmentsOf, wordsOf } from './title-words';

/** Which data a metric was measured on, according to its name. */
export type Split = 'validation' | 'test' | 'none' | 'train';

/** The properties that can be derived from a metric's name alone. */
export interface MetricName {
  /** Which direction is better; undefined if the name doesn't show it, or is ambiguous. */
  readonly goal: Goal | undefined;
  /** `quality` and `resource` have a goal, the other kinds have none. */
  readonly kind: 'quality' | 'resource' | 'unknown' | 'bookkeeping';
  readonly split: Split;
}

const splitsByName: ReadonlyMap<string, Split> = new Map([
  ...['val', 'valid', 'validation', 'dev', 'eval', 'evaluation', 'holdout', 'oof', 'cv'].map(
    (word): [string, Split] => [word, 'validation'],
  ),
  ...['test', 'testing'].map((word): [string, Split] => [word, 'test']),
  ...['train', 'training'].map((word): [string, Split] => [word, 'train']),
]);

/** `valloss`: the data set and the metric in one word. */
const joined = /^(train|validation|valid|val|test|eval|dev)(.+)$/;

const names = new Map<string, MetricName>();

/** Reads a name such as `val/loss`, `valLoss` or `metrics.neg_log_loss`. */
export function readMetricName(title: string): MetricName {
  const known = names.get(title);
  if (known !== undefined) return known;
  if (names.size > 5_000) names.clear();
  const name = read(title);
  names.set(title, name);
  return name;
}

/** A metric in a segment of a name, with its kind in this context. */
interface Found {
  readonly measure: KnownMeasure;
  readonly goal: Goal;
}

interface Segment {
  readonly found: readonly Found[];
  /** Words that name neither a metric nor a data set. */
  readonly rest: readonly string[];
  readonly splits: readonly Split[];
}

function read(title: string): MetricName {
  const turned = segmentsOf(title).map((segment) => /^\s*(?:\(?\s*1\s*)?[-−](?!\d)/u.test(segment));
  const segments = wordsOf(title).map((words, place) => readSegment(words, turned[place] === true));
  const split = splitOf(segments.flatMap(({ splits }) => splits));
  const rest = segments.flatMap((segment) => segment.rest);
  const all = segments.flatMap(({ found }) => found);
  const specific = all.filter(({ measure }) => measure.kind !== 'generic');
  const counting = specific.length > 0 ? specific : all;
  const plain = rest.filter((word) => !/^\d+$/.test(word));
  const last = segments.at(-1);
  if (counting.length === 0)
    return {
      goal: undefined,
      kind: plain.length > 0 && plain.every(isBookkeeping) ? 'bookkeeping' : 'unknown',
      split,
    };
  const resource = counting.every(({ measure }) => measure.kind === 'resource');
  if (resource && last?.found.length === 0 && last.rest.length > 0 && last.rest.every(isBookkeeping))
    return { goal: undefined, kind: 'bookkeeping', split };
  const goal = rest.some(isSpoiler) ? undefined : agreed(counting);
  if (goal === undefined) return { goal, kind: 'unknown', split };
  return { goal, kind: resource ? 'resource' : 'quality', split };
}

/** The result for all metrics in a name. If they differ, the last word decides: `dice_loss` is a loss. */
function agreed(found: readonly Found[]): Goal | undefined {
  const goals = new Set(found.map(({ goal }) => goal));
  const last = found.at(-1);
  return goals.size === 1 || last?.measure.head === true ? last?.goal : undefined;
}

function readSegment(words: readonly string[], turned: boolean): Segment {
  const found: Found[] = [];
  const rest: string[] = [];
  const splits: Split[] = [];
  let flip = turned;
  for (let at = 0; at < words.length; ) {
    const [measure, length] = measureAt(words, at);
    const word = words[at] ?? '';
    at += Math.max(1, length);
    if (measure !== undefined) {
      found.push({ measure, goal: flip ? opposite(measure.goal) : measure.goal });
      flip = false;
      continue;
    }
    const split = splitsByName.get(word);
    const [, data = '', name = ''] = joined.exec(word) ?? [];
    const inside = measureCalled(name);
    if (split !== undefined) splits.push(split);
    else if (inside !== undefined) {
      splits.push(splitsByName.get(data) ?? 'none');
      found.push({ measure: inside, goal: flip ? opposite(inside.goal) : inside.goal });
    } else if (word === 'neg' || word === 'negative' || word === 'minus') {
      flip = true;
      continue;
    } else rest.push(word);
    flip &&= split !== undefined || /^\d+$/.test(word);
  }
  return { found, rest, splits };
}

/** The longest known name that begins at a word, and its number of words. */
function measureAt(words: readonly string[], at: number): readonly [KnownMeasure | undefined, number] {
  for (let length = Math.min(mostWords, words.length - at); length > 0; length--) {
    const measure = measureCalled(words.slice(at, at + length).join(''));
    if (measure !== undefined) return [measure, length];
  }
  return [undefined, 0];
}

const opposite = (goal: Goal): Goal => (goal === 'max' ? 'min' : 'max');

function splitOf(splits: readonly Split[]): Split {
  for (const split of ['validation', 'test', 'train'] as const) if (splits.includes(split)) return split;
  return 'none';
}
