import type { SweepDocument } from '../sweep/document';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Position } from '../sweep/text';
import type { Cursor } from './cursor';
import { type FlowPlace, flowAt } from './flow';
import { blockAt } from './owner';
import { isScalarList } from './scalar-lists';

const keyLine = /^(\s*)((?:- +)*)(["']?)([^\s:#"'][^:#"']*?)\3\s*:(?:\s+(.*))?$/;

export function yamlCursor(document: SweepDocument, position: Position): Cursor | undefined {
  const chunk = document.chunkAt(position);
  if (chunk === undefined) return undefined;
  const lines = chunk.text.split('\n').map((line) => line.replace(/\r$/, ''));
  const at = position.line - chunk.line;
  const line = lines[at] ?? '';
  const before = line.slice(0, position.character);
  const after = line.slice(position.character);
  const found: Found = { document, position, lines, at };
  const flow = flowAt(chunk.text, chunk.offsetAt(position));
  if (flow !== undefined) {
    const open = chunk.positionAt(flow.open);
    const owner = { ...found, position: open, at: open.line - chunk.line };
    return inFlow(owner, flow, (lines[owner.at] ?? '').slice(0, open.character), position, after);
  }
  return /(?:^|\s)#/.test(before)
    ? undefined
    : (valueCursor(found, before, after) ?? keyCursor(found, before, after));
}

/** A place and the lines of its chunk. */
interface Found {
  readonly document: SweepDocument;
  readonly position: Position;
  readonly lines: readonly string[];
  /** Index of its line. */
  readonly at: number;
}

/** The text that a completion replaces: the word around a place. */
function around({ line, character }: Position, word: string, after: string): Cursor['range'] {
  return {
    start: { line, character: character - word.length },
    end: { line, character: character + (/^[\w./:-]*/.exec(after)?.[0].length ?? 0) },
  };
}

function inFlow(
  owner: Found,
  { kind, steps, word, siblings, bare }: FlowPlace,
  before: string,
  position: Position,
  after: string,
): Cursor {
  const path = dedupe([...leadingTo(owner, before), ...steps]);
  const range = around(position, word, kind === 'key' ? (/^[\w.-]*/.exec(after)?.[0] ?? '') : after);
  return { kind, path, word, range, siblings, style: 'flow', deeper: 0, bare };
}

/** The path of a place after `before` on its line. */
function leadingTo(found: Found, before: string): readonly string[] {
  const [, blanks = '', dashes = '', , key] = keyLine.exec(before) ?? /^(\s*)((?:- +)*)/.exec(before) ?? [];
  const indent = blanks.length + dashes.length;
  const entry = dashes === '' ? [] : ['#'];
  return [...ancestors(found, indent), ...entry, ...(key === undefined ? [] : [key])];
}

/** After a key and its colon. */
function valueCursor(found: Found, before: string, after: string): Cursor | undefined {
  const match = keyLine.exec(before);
  if (match === null || (match[5] === undefined && !/:\s$/.test(before))) return undefined;
  const word = /[^\s,[\]{}"']*$/.exec(match[5] ?? '')?.[0] ?? '';
  return {
    kind: 'value',
    path: dedupe(leadingTo(found, before)),
    word,
    range: around(found.position, word, after),
    siblings: new Set(),
    style: 'lines',
    deeper: (match[2] ?? '').length,
    bare: true,
  };
}

/** A key, or an entry of a list of values. */
function keyCursor(found: Found, before: string, after: string): Cursor | undefined {
  const match = /^(\s*)((?:- +)*)-?\s*(["']?)([\w.:/-]*)$/.exec(before);
  if (match === null) return undefined;
  const [, blanks = '', dashes = '', , word = ''] = match;
  const indent = blanks.length + dashes.length;
  const path = ancestors(found, indent);
  const range = around(found.position, word, after);
  // An entry of a list of scalars: `files:`, `instance_type:`.
  if (dashes !== '' && isScalarList(path.at(-1)) && path.length > 1)
    return { kind: 'value', path, word, range, siblings: new Set(), style: 'lines', deeper: 0, bare: true };
  return {
    kind: 'key',
    path: dedupe(dashes !== '' ? [...path, '#'] : path),
    word,
    range,
    siblings:
      path.length === 0
        ? topLevelKeys(found.document, found.position.line)
        : siblingsOf(found.lines, found.at, indent),
    style: 'lines',
    deeper: dashes.length,
    bare: !/^[\w-]*\s*:/.test(after),
  };
}

const dedupe = (path: readonly string[]): readonly string[] =>
  path.filter((step, at) => step !== '#' || path[at - 1] !== '#');

/** Keys above with less indentation, from the top-level key on. */
function ancestors({ document, position, lines, at: from }: Found, indent: number): readonly string[] {
  const path: string[] = [];
  let least = indent;
  for (let at = from - 1; at >= 0 && least > 0; at--) {
    const line = lines[at] ?? '';
    const match = keyLine.exec(line);
    const column = /^\s*/.exec(line)?.[0].length ?? 0;
    if (line.trim() === '' || line.trim().startsWith('#') || column >= least) continue;
    if (match === null) continue;
    const [, blanks = '', dashes = '', , key = ''] = match;
    const keyColumn = blanks.length + dashes.length;
    if (keyColumn < least) path.unshift(...(dashes === '' ? [] : ['#']), key);
    else if (dashes !== '') path.unshift('#');
    least = column;
  }
  if (indent === 0) return [];
  const block = blockAt(document, position);
  const top = block?.key.text;
  if (top === undefined || path[0] === top) return path;
  const own = lines[from] ?? '';
  // The first line of an entry: its dash is on this line, not above it.
  return /^\s*-/.test(own) || path[0] === '#'
    ? [top, ...path]
    : [top, ...(blockHasItems(block) ? ['#'] : []), ...path];
}

const blockHasItems = (block: { readonly items: readonly unknown[] | undefined } | undefined): boolean =>
  block?.items !== undefined;

/** Keys in the same column, up and down to the limits of the mapping. */
function siblingsOf(lines: readonly string[], from: number, indent: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const look = (at: number): boolean => {
    const line = lines[at] ?? '';
    if (line.trim() === '' || line.trim().startsWith('#')) return true;
    const match = keyLine.exec(line);
    const column =
      match === null
        ? (/^\s*/.exec(line)?.[0].length ?? 0)
        : (match[1] ?? '').length + (match[2] ?? '').length;
    if (column < indent) return false;
    if (column === indent && match?.[4] !== undefined) keys.add(match[4]);
    return !(column === indent && (match?.[2] ?? '') !== '');
  };
  // On the line of a dash, the first key is typed: keys above belong to another entry.
  const first = /^\s*-(?:\s|$)/.test(lines[from] ?? '');
  for (let at = from - 1; !first && at >= 0 && look(at); at--);
  const isNext = (line: string): boolean => /^\s*-(?:\s|$)/.test(line) && line.indexOf('-') < indent;
  for (let at = from + 1; at < lines.length && !isNext(lines[at] ?? '') && look(at); at++);
  return keys;
}

/** Top-level keys are in separate chunks. */
const topLevelKeys = (document: SweepDocument, line: number): ReadonlySet<string> =>
  new Set(
    document.structure.blocks
      .filter(({ key }) => rangeOf(key).start.line !== line)
      .map(({ key }) => key.text),
  );
