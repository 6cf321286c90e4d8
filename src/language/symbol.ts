import type { SweepDocument } from '../sweep/document';
import { isReservedKey } from '../sweep/keys';
import { mapScript } from '../sweep/script/map';
import { rangeOf } from '../sweep/syntax/chunk';
import { type ExactSpan, exactSpan, type ScalarNode } from '../sweep/syntax/node';
import { placeholdersOf } from '../sweep/template';
import type { Position, Range } from '../sweep/text';
import { trailAt } from './owner';
import { type ScriptPlace, scriptAt } from './script-at';

/** A parameter, by its variable. */
export interface ParameterSymbol {
  readonly variable: string;
  /** Its key; undefined for a variable that no parameter provides. */
  readonly key: string | undefined;
  /** The place under the cursor. */
  readonly range: Range;
}

/** The parameter at a position: its key, its `$VAR`, its `{key}`. */
export function symbolAt(document: SweepDocument, position: Position): ParameterSymbol | undefined {
  const place = scriptAt(document, position);
  if (place !== undefined) return symbolIn(document, place);
  const { scalar, onKey } = trailAt(document, position);
  if (scalar === undefined) return undefined;
  if (onKey) {
    if (isReservedKey(scalar.text) || !document.parameterKeys().has(scalar.text)) return undefined;
    return {
      variable: document.context.keys.of(scalar.text).variable,
      key: scalar.text,
      range: rangeOf(innerSpan(scalar)),
    };
  }
  const offset = scalar.chunk.offsetAt(position);
  for (const { key, span } of placeholderSpans(scalar)) {
    if (span.start > offset || offset > span.end || !document.parameterKeys().has(key)) continue;
    return { variable: document.context.keys.of(key).variable, key, range: rangeOf(span) };
  }
  return undefined;
}

/** The variable at a place in a script, in any language. */
function symbolIn(document: SweepDocument, { read, offset }: ScriptPlace): ParameterSymbol | undefined {
  const before = /\w*$/.exec(read.text.slice(0, offset))?.[0] ?? '';
  const word = before + (/^\w*/.exec(read.text.slice(offset))?.[0] ?? '');
  if (!/^[A-Za-z_]/.test(word)) return undefined;
  const start = offset - before.length;
  const use = document.scripts.uses(read, word).find((each) => each.start === start);
  if (use?.certain !== true) return undefined;
  return { variable: word, key: keyOf(document, word), range: rangeOf(read.map.toSource(use)) };
}

function keyOf(document: SweepDocument, variable: string): string | undefined {
  for (const key of document.parameterKeys().keys())
    if (document.context.keys.of(key).variable === variable) return key;
  return undefined;
}

/** A scalar without its quotes; the second one can be missing. */
export function innerSpan({ style, chunk, start, end }: ScalarNode): ExactSpan {
  if (style !== 'double' && style !== 'single') return exactSpan(chunk, start, end);
  const closed = end - start > 1 && chunk.text[end - 1] === chunk.text[start];
  return exactSpan(chunk, start + 1, closed ? end - 1 : end);
}

/** The placeholders of a template. */
export function placeholderSpans(
  scalar: ScalarNode,
): readonly { readonly key: string; readonly span: ExactSpan }[] {
  const map = mapScript(scalar);
  return placeholdersOf(scalar.text).flatMap(({ key, start }) => {
    const span = map.toExact({ start: start + 1, end: start + 1 + key.length });
    return span === undefined ? [] : [{ key, span }];
  });
}
