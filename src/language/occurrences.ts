import type { SweepDocument } from '../sweep/document';
import { isReservedKey } from '../sweep/keys';
import type { Layer, Script } from '../sweep/layer';
import { mentions } from '../sweep/script/checks';
import { mapScript } from '../sweep/script/map';
import { exactRangeOf, rangeOf } from '../sweep/syntax/chunk';
import { type ExactSpan, exactSpan, type ScalarNode, type Span } from '../sweep/syntax/node';
import { placeholdersOf } from '../sweep/template';
import type { ExactRange, Position, Range } from '../sweep/text';
import { isBefore, trailAt } from './owner';
import { scriptAt } from './script-at';

/** A place where a parameter is given, or used. */
export interface Occurrence {
  readonly range: Range;
  /** The same for an edit; undefined where the place is not certain. */
  readonly exact: ExactRange | undefined;
  /** `key`: gives it a value; `placeholder`: `{key}` in a template; `variable`: `$KEY` in a script; `text`: named in another program. */
  readonly kind: 'key' | 'placeholder' | 'variable' | 'text';
  /** How it is written there, with its quotes. */
  readonly written: string;
}

/** A parameter, by the variable it becomes. */
export interface ParameterSymbol {
  readonly variable: string;
  /** Its key; undefined for a variable that no parameter provides. */
  readonly key: string | undefined;
  /** Where the cursor stands on it. */
  readonly range: Range;
}

/** The parameter that a position stands on: its key, its `$VAR`, its `{key}`. */
export function symbolAt(document: SweepDocument, position: Position): ParameterSymbol | undefined {
  const place = scriptAt(document, position);
  if (place !== undefined) {
    const { facts, map } = place.read;
    const names = [...(facts?.reads ?? []), ...(facts?.writes ?? [])];
    const found = names.find(({ start, end }) => start <= place.offset && place.offset <= end);
    return found === undefined
      ? undefined
      : { variable: found.name, key: keyOf(document, found.name), range: rangeOf(map.toSource(found)) };
  }
  const { scalar, onKey } = trailAt(document, position);
  if (scalar === undefined) return undefined;
  if (onKey) {
    if (isReservedKey(scalar.text) || !document.parameterKeys().has(scalar.text)) return undefined;
    return {
      variable: document.context.keys.of(scalar.text).variable,
      key: scalar.text,
      range: rangeOf(inner(scalar)),
    };
  }
  const offset = scalar.chunk.offsetAt(position);
  for (const { key, span } of placeholderSpans(scalar)) {
    if (span.start > offset || offset > span.end || !document.parameterKeys().has(key)) continue;
    return { variable: document.context.keys.of(key).variable, key, range: rangeOf(span) };
  }
  return undefined;
}

function keyOf(document: SweepDocument, variable: string): string | undefined {
  for (const key of document.parameterKeys().keys())
    if (document.context.keys.of(key).variable === variable) return key;
  return undefined;
}

/** A scalar without its quotes; the second may not be typed yet. */
function inner({ style, chunk, start, end }: ScalarNode): ExactSpan {
  if (style !== 'double' && style !== 'single') return exactSpan(chunk, start, end);
  const closed = end - start > 1 && chunk.text[end - 1] === chunk.text[start];
  return exactSpan(chunk, start + 1, closed ? end - 1 : end);
}

function placeholderSpans(scalar: ScalarNode): readonly { readonly key: string; readonly span: ExactSpan }[] {
  const map = mapScript(scalar);
  return placeholdersOf(scalar.text).flatMap(({ key, start }) => {
    const span = map.toExact({ start: start + 1, end: start + 1 + key.length });
    return span === undefined ? [] : [{ key, span }];
  });
}

/** Every place of a parameter: in defaults, runs, grid, include, exclude, search space, templates and scripts. In the order of the text. */
export function occurrencesOf(document: SweepDocument, variable: string): readonly Occurrence[] {
  const found = new Map<string, Occurrence>();
  const { keys } = document.context;
  const add = (span: Span, exact: ExactSpan | undefined, kind: Occurrence['kind']): void => {
    const range = rangeOf(span);
    const written = span.chunk.text.slice(span.start, span.end);
    found.set(`${range.start.line}:${range.start.character}`, {
      range,
      exact: exact && exactRangeOf(exact),
      kind,
      written,
    });
  };
  const addKey = (key: ScalarNode): void => {
    if (!isReservedKey(key.text) && keys.of(key.text).variable === variable && key.end > key.start) {
      // The columns of a CSV file are shown at its path.
      if (key.exact) add(inner(key), inner(key), 'key');
      else add(key, undefined, 'key');
    }
  };
  const addTemplate = (scalar: ScalarNode | undefined): void => {
    if (scalar === undefined || !scalar.text.includes('{')) return;
    for (const { key, span } of placeholderSpans(scalar))
      if (keys.of(key).variable === variable) add(span, span, 'placeholder');
  };
  const addScript = (script: Script | undefined): void => {
    if (script?.kind !== 'inline') return;
    for (const { span, exact, kind } of usesIn(document, script, variable)) add(span, exact, kind);
  };
  const addLayer = (layer: Layer): void => {
    for (const { key, value } of layer.parameters) {
      addKey(key);
      addTemplate(value);
    }
    addTemplate(layer.name);
    addScript(layer.script);
  };
  addLayer(document.defaults);
  for (const { cell } of document.rows) addLayer(cell.layer);
  for (const list of ['include', 'exclude'] as const)
    for (const { layer } of document.cellsUnder(list)) addLayer(layer);
  const { grid, search } = document.expansion;
  addTemplate(grid?.name);
  addTemplate(search?.name);
  for (const axis of grid?.axes ?? []) addKey(axis.key);
  for (const dimension of search?.dimensions ?? []) addKey(dimension.key);
  return [...found.values()].sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1));
}

function usesIn(
  document: SweepDocument,
  script: Script,
  variable: string,
): readonly {
  readonly span: Span;
  readonly exact: ExactSpan | undefined;
  readonly kind: 'variable' | 'text';
}[] {
  const read = document.scripts.read(script);
  if (read?.facts === undefined || !mentions(read.text, variable)) return [];
  const { facts, map, text } = read;
  const uses = [...facts.reads, ...facts.writes].filter(({ name }) => name === variable);
  const seen = new Set(uses.map(({ start }) => start));
  const named: { start: number; end: number }[] = [];
  // `os.environ['LEARNING_RATE']` in a program that the script writes.
  for (const { body } of facts.hereDocuments) {
    const pattern = new RegExp(`(?<![A-Za-z0-9_])${variable}(?![A-Za-z0-9_])`, 'g');
    for (const match of text.slice(body.start, body.end).matchAll(pattern)) {
      const start = body.start + match.index;
      if (!seen.has(start)) named.push({ start, end: start + variable.length });
    }
  }
  return [
    ...uses.map((use) => ({ span: map.toSource(use), exact: map.toExact(use), kind: 'variable' as const })),
    ...named.map((use) => ({ span: map.toSource(use), exact: map.toExact(use), kind: 'text' as const })),
  ];
}

/** Where a parameter is given its values: what *Go to definition* on its `$VAR` shows. At most one place for each kind of block. */
export function definitionsOf(document: SweepDocument, position: Position): readonly Range[] {
  const symbol = symbolAt(document, position);
  if (symbol === undefined) return [];
  const all = occurrencesOf(document, symbol.variable);
  const keys = all.filter(({ kind }) => kind === 'key');
  if (keys.length > 0) return keys.map(({ range }) => range).slice(0, 100);
  // A variable of the script itself: where it is first set.
  const place = scriptAt(document, position);
  const write = place?.read.facts?.writes.find(({ name }) => name === symbol.variable);
  return write === undefined || place === undefined ? [] : [rangeOf(place.read.map.toSource(write))];
}

/** Every place of the parameter, or of the script's own variable, at a position. */
export function referencesAt(document: SweepDocument, position: Position): readonly Range[] {
  const symbol = symbolAt(document, position);
  return symbol === undefined ? [] : occurrencesOf(document, symbol.variable).map(({ range }) => range);
}
