import { t } from '@vscode/l10n';
import { isNumeral } from './number';
import type { ResultReading } from './reading';

/** The maximum number of pairs: a file with more is a log, and not a result. */
const mostPairs = 200;

const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)`;

/** `Result: 20`, `val accuracy = 93.5 %`: a name, a colon or an equals sign, and one number. */
const line = new RegExp(
  String.raw`^\s*([\p{L}_][\p{L}\p{N}_ ./@()-]{0,60}?)\s*[:=]\s*(${number})\s*%?\s*$`,
  'iu',
);

/** `epoch=3 loss=0.41, acc=0.9`: a line that consists only of such pairs. */
const pair = new RegExp(String.raw`([\p{L}_][\p{L}\p{N}_./@-]*)[=:]\s?(${number})%?(?=[\s,;]|$)`, 'giu');

/**
 * Reads `name: number` and `name=number` lines of a text result, and ignores other lines. Names are converted to the
 * form of column names: `Val Accuracy` becomes `val_accuracy`. The last value of each name counts. Never throws.
 */
export function readTextLines(text: string): ResultReading {
  const values = new Map<string, number | string>();
  let count = 0;
  for (const each of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    for (const [name, written] of pairsIn(each)) {
      count += 1;
      values.set(columnName(name), isNumeral(written) ? Number(written) : spelled(written));
    }
  }
  if (values.size === 0 || values.size > mostPairs) return { values: new Map(), notes: [] };
  return {
    values,
    notes:
      count > values.size
        ? [
            t(
              'is read from its lines of {0}; if a name appears more than once, the last value is used',
              example,
            ),
          ]
        : [],
  };
}

const example = '`name: number`';

function pairsIn(text: string): readonly (readonly [name: string, number: string])[] {
  const whole = line.exec(text);
  if (whole?.[1] !== undefined && whole[2] !== undefined) return [[whole[1], whole[2]]];
  const pairs = [...text.matchAll(pair)];
  const rest = text.replace(pair, '').replace(/[\s,;]/g, '');
  if (rest !== '') return [];
  return pairs.flatMap(([, name, written]) =>
    name === undefined || written === undefined ? [] : [[name, written] as const],
  );
}

const columnName = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, '_');

/** Non-finite numbers, as JSON results write them. */
function spelled(written: string): string {
  if (/nan/i.test(written)) return 'NaN';
  if (/inf/i.test(written)) return written.startsWith('-') ? '-Infinity' : 'Infinity';
  return written;
}
