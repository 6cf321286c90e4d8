import { t } from '@vscode/l10n';
import { isExact } from './number';
import type { ResultReading } from './reading';
import type { Scalar } from './scalar';

/** How deeply nested a value can be to become a column: `metrics.validation.accuracy` is two levels deep. */
const deepestNesting = 8;

/**
 * Reads a JSON result: its scalars by dotted path. NaN and Infinity, which Python writes but JSON doesn't allow, are
 * kept as text, and so are integers that a double would round. Lists are skipped, and mentioned in a note. Never
 * throws.
 */
export function readDocument(text: string): ResultReading {
  const { json, foreign } = inJson(text.replace(/^\uFEFF/, ''));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { values: new Map(), notes: [t("isn't JSON: {0}", reasonOf(error))] };
  }
  if (!isMapping(value))
    return { values: new Map(), notes: [t("doesn't contain an object, so it has no named values")] };
  const leftOut: LeftOut = { lists: [], deep: [] };
  const found = [...scalarsOf(value, '', 0, leftOut)];
  const values = new Map(found.slice(0, mostValues).map(([path, each]) => [path, shortened(each)]));
  const notes = [
    ...(foreign ? [t('contains NaN or Infinity, which are kept as text')] : []),
    ...(found.length > mostValues
      ? [t('contains {0} values, of which the first {1} are shown', found.length, mostValues)]
      : []),
    ...(found.some(([, each]) => isLong(each)) ? [t('contains long text, which is truncated')] : []),
    ...(leftOut.lists.length > 0
      ? [t("contains lists, which aren't shown in the table: {0}", shortList(leftOut.lists))]
      : []),
    ...(leftOut.deep.length > 0
      ? [t('contains values that are nested too deeply for the table: {0}', shortList(leftOut.deep))]
      : []),
  ];
  return { values, notes };
}

/** Paths of values that don't become columns. */
interface LeftOut {
  readonly lists: string[];
  readonly deep: string[];
}

const shortList = (paths: readonly string[]): string =>
  [...paths.slice(0, 3), ...(paths.length > 3 ? ['…'] : [])].join(', ');

/** The limits for the values of one file. */
const mostValues = 2_000;
/** The maximum number of characters in a cell of any spreadsheet. */
const longestText = 32_000;

const isLong = (value: Scalar): value is string => typeof value === 'string' && value.length > longestText;

const shortened = (value: Scalar): Scalar => (isLong(value) ? `${value.slice(0, longestText)}…` : value);

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\p{Cc}/gu, '�').slice(0, 120);
}

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* scalarsOf(
  mapping: object,
  prefix: string,
  depth: number,
  leftOut: LeftOut,
): Generator<[string, Scalar]> {
  for (const [key, value] of Object.entries(mapping)) {
    const path = prefix + key;
    if (isScalar(value)) yield [path, value];
    else if (!isMapping(value)) leftOut.lists.push(path);
    else if (depth < deepestNesting) yield* scalarsOf(value, `${path}.`, depth + 1, leftOut);
    else leftOut.deep.push(path);
  }
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Matches documents with numbers that JSON or a double can't represent. Most documents have none, and are parsed directly. */
const odd = /NaN|Infinity|(?<![.\d])\d{16}|[eE]\+?\d{3}/;

/** A string, which is skipped; Python's non-numbers; an integer or exponent that can be too large. */
const token =
  /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\b(?:NaN|Infinity)\b|(?<![\d.eE+-])-?(?:\d{16,}(?:\.\d+)?(?:[eE][+-]?\d+)?|\d+(?:\.\d+)?[eE]\+?\d{3,})/g;

/** The same document, with quotes around every number that JSON or a double can't represent. */
function inJson(text: string): { readonly json: string; readonly foreign: boolean } {
  if (!odd.test(text)) return { json: text, foreign: false };
  let foreign = false;
  const json = text.replace(token, (found) => {
    if (found.startsWith('"')) return found;
    const named = /[NI]/.test(found);
    foreign ||= named;
    return named || !isExact(found) ? `"${found}"` : found;
  });
  return { json, foreign };
}
