import type { SweepDocument } from '../sweep/document';
import { isReservedKey } from '../sweep/keys';
import type { Layer, Script } from '../sweep/layer';
import { exactRangeOf, rangeOf } from '../sweep/syntax/chunk';
import type { ExactSpan, ScalarNode, Span } from '../sweep/syntax/node';
import type { ExactRange, Position, Range } from '../sweep/text';
import { isBefore } from './owner';
import { scriptAt } from './script-at';
import { innerSpan, placeholderSpans, symbolAt } from './symbol';

/** A place where a parameter is set, or used. */
export interface Occurrence {
  readonly range: Range;
  /** The editable place; undefined if it isn't certain. */
  readonly exact: ExactRange | undefined;
  /**
   * `key`: sets it; `placeholder`: `{key}` in a template; `variable`: `$KEY` in a script, and other reads of the
   * variable; `mention`: the same word in a script, which can have another meaning.
   */
  readonly kind: 'key' | 'placeholder' | 'variable' | 'mention';
  /** The text there, including its quotes. */
  readonly written: string;
}

/**
 * Every place of a parameter: in defaults, runs, grid, include, exclude, search space, templates, and scripts. In the
 * order of the text.
 */
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
      if (key.exact) add(innerSpan(key), innerSpan(key), 'key');
      else add(key, undefined, 'key');
    }
  };
  const addTemplate = (scalar: ScalarNode | undefined): void => {
    if (scalar === undefined || !scalar.text.includes('{')) return;
    for (const { key, span } of placeholderSpans(scalar))
      if (keys.of(key).variable === variable) add(span, span, 'placeholder');
  };
  const addScript = (script: Script | undefined): void => {
    const read = script?.kind === 'inline' ? document.scripts.read(script) : undefined;
    if (read === undefined) return;
    for (const use of document.scripts.uses(read, variable))
      add(read.map.toSource(use), read.map.toExact(use), use.certain ? 'variable' : 'mention');
  };
  for (const layer of layersOf(document)) {
    for (const { key, value } of layer.parameters) {
      addKey(key);
      addTemplate(value);
    }
    addTemplate(layer.name);
    addScript(layer.script);
  }
  const { grid, search, zip } = document.expansion;
  addTemplate(grid?.name);
  addTemplate(zip?.name);
  addTemplate(search?.name);
  for (const axis of grid?.axes ?? []) addKey(axis.key);
  for (const key of zip?.keys ?? []) addKey(key);
  for (const dimension of search?.dimensions ?? []) addKey(dimension.key);
  return [...found.values()].sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1));
}

/** Everything in the file that defines runs. */
export function* layersOf(document: SweepDocument): Generator<Layer> {
  yield document.defaults;
  for (const { cell } of document.rows) yield cell.layer;
  for (const list of ['include', 'exclude'] as const)
    for (const { layer } of document.cellsUnder(list)) yield layer;
  for (const axis of document.expansion.grid?.axes ?? []) yield* axis.layers;
  for (const { layers } of document.expansion.zip?.combinations ?? []) yield* layers;
}

/** The places that set a parameter, for *Go to Definition* on its `$VAR`. At most one place for each kind of block. */
export function definitionsOf(document: SweepDocument, position: Position): readonly Range[] {
  const symbol = symbolAt(document, position);
  if (symbol === undefined) return [];
  const all = occurrencesOf(document, symbol.variable);
  const keys = all.filter(({ kind }) => kind === 'key');
  if (keys.length > 0) return keys.map(({ range }) => range).slice(0, 100);
  // A variable of the script itself: where it is set first.
  const place = scriptAt(document, position);
  const write = place?.read.facts?.writes.find(({ name }) => name === symbol.variable);
  return write === undefined || place === undefined ? [] : [rangeOf(place.read.map.toSource(write))];
}

/** Every place of the parameter, or of the script's own variable, at a position. */
export function referencesAt(document: SweepDocument, position: Position): readonly Range[] {
  const symbol = symbolAt(document, position);
  return symbol === undefined
    ? []
    : occurrencesOf(document, symbol.variable)
        .filter(({ kind }) => kind !== 'mention')
        .map(({ range }) => range);
}
