import { getLocation } from 'jsonc-parser';
import type { SweepDocument } from '../sweep/document';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Chunk, MappingNode, ScalarNode, SyntaxNode } from '../sweep/syntax/node';
import type { Position, Range } from '../sweep/text';
import { blockAt } from './owner';

/** Where somebody types, worked out from the lines around it: half a key is in no tree. */
export interface Cursor {
  readonly kind: 'key' | 'value';
  /** Keys that lead there, `#` for an entry of a list: `defaults`, `params #`, `grid`. For a value its own key is the last. */
  readonly path: readonly string[];
  /** What stands there already, before the cursor. */
  readonly word: string;
  /** What a completion replaces. */
  readonly range: Range;
  /** Keys of the same mapping. */
  readonly siblings: ReadonlySet<string>;
  /** Whether a string has to be put in quotes there: JSON, and no quote is open. */
  readonly quoted: boolean;
  /** Whether a key needs its colon and value yet. */
  readonly bare: boolean;
}

export function cursorAt(document: SweepDocument, position: Position): Cursor | undefined {
  return document.language === 'json' ? jsonCursor(document, position) : yamlCursor(document, position);
}

const KEY_LINE = /^(\s*)((?:- +)*)(["']?)([^\s:#"'][^:#"']*?)\3\s*:(?:\s+(.*))?$/;

function yamlCursor(document: SweepDocument, position: Position): Cursor | undefined {
  const chunk = document.chunkAt(position);
  if (chunk === undefined) return undefined;
  const lines = chunk.text.split('\n');
  const at = position.line - chunk.line;
  const line = (lines[at] ?? '').replace(/\r$/, '');
  const before = line.slice(0, position.character);
  const rest = line.slice(position.character);
  if (/(?:^|\s)#/.test(before)) return undefined;
  const range = (length: number): Range => ({
    start: { line: position.line, character: position.character - length },
    end: { line: position.line, character: position.character + (/^[\w./:-]*/.exec(rest)?.[0].length ?? 0) },
  });
  const parents = (indent: number): readonly string[] => ancestors(document, position, lines, at, indent);

  const value = KEY_LINE.exec(before);
  if (value !== null && (value[5] !== undefined || /:\s$/.test(before))) {
    const [, blanks = '', dashes = '', , key = '', written = ''] = value;
    const word = /[^\s,[\]{}"']*$/.exec(written)?.[0] ?? '';
    const inner = flowKey(written);
    const path = [
      ...parents(blanks.length + dashes.length),
      ...(dashes === '' ? [] : ['#']),
      key,
      ...inner.path,
    ];
    const end = range(word.length);
    return {
      kind: inner.kind,
      path: dedupe(path),
      word,
      range: end,
      siblings: new Set(),
      quoted: false,
      bare: true,
    };
  }
  const item = /^(\s*)((?:- +)*)-?\s*(["']?)([\w.:/-]*)$/.exec(before);
  if (item === null) return undefined;
  const [, blanks = '', dashes = '', , word = ''] = item;
  const indent = blanks.length + dashes.length;
  const path = parents(indent);
  const owner = path.at(-1);
  // An entry of a list of scalars: `files:`, `instance_type:`.
  if (dashes !== '' && owner !== undefined && LISTS.has(owner) && path.length > 1) {
    return {
      kind: 'value',
      path,
      word,
      range: range(word.length),
      siblings: new Set(),
      quoted: false,
      bare: true,
    };
  }
  const list = dashes !== '' ? [...path, '#'] : path;
  return {
    kind: 'key',
    path: dedupe(list),
    word,
    range: range(word.length),
    siblings: path.length === 0 ? topLevelKeys(document, position.line) : siblingsOf(lines, at, indent),
    quoted: false,
    bare: !/^[\w-]*\s*:/.test(rest),
  };
}

const LISTS: ReadonlySet<string> = new Set([
  'instance_type',
  'files',
  'results',
  'security_groups',
  'iam_policy',
]);

/** Inside `{…}` on a line: `- {learning_rate: 0.1, ba|`. */
function flowKey(written: string): { readonly kind: 'key' | 'value'; readonly path: readonly string[] } {
  const open = written.lastIndexOf('{');
  if (open === -1 || written.indexOf('}', open) !== -1) return { kind: 'value', path: [] };
  const last =
    written
      .slice(open + 1)
      .split(',')
      .at(-1) ?? '';
  const key = /^\s*([\w-]+)\s*:/.exec(last)?.[1];
  return key === undefined ? { kind: 'key', path: [] } : { kind: 'value', path: [key] };
}

const dedupe = (path: readonly string[]): readonly string[] =>
  path.filter((step, at) => step !== '#' || path[at - 1] !== '#');

/** Keys above that are indented less, from the top-level key on. */
function ancestors(
  document: SweepDocument,
  position: Position,
  lines: readonly string[],
  from: number,
  indent: number,
): readonly string[] {
  const path: string[] = [];
  let least = indent;
  for (let at = from - 1; at >= 0 && least > 0; at--) {
    const line = (lines[at] ?? '').replace(/\r$/, '');
    const match = KEY_LINE.exec(line);
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

/** Keys in the same column, up and down to where the mapping ends. */
function siblingsOf(lines: readonly string[], from: number, indent: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const look = (at: number): boolean => {
    const line = (lines[at] ?? '').replace(/\r$/, '');
    if (line.trim() === '' || line.trim().startsWith('#')) return true;
    const match = KEY_LINE.exec(line);
    const column =
      match === null
        ? (/^\s*/.exec(line)?.[0].length ?? 0)
        : (match[1] ?? '').length + (match[2] ?? '').length;
    if (column < indent) return false;
    if (column === indent && match?.[4] !== undefined) keys.add(match[4]);
    return !(column === indent && (match?.[2] ?? '') !== '');
  };
  for (let at = from - 1; at >= 0 && look(at); at--);
  for (let at = from + 1; at < lines.length && !/^\s*- /.test(lines[at] ?? '') && look(at); at++);
  return keys;
}

/** Top-level keys stand in chunks of their own. */
const topLevelKeys = (document: SweepDocument, line: number): ReadonlySet<string> =>
  new Set(
    document.structure.blocks
      .filter(({ key }) => rangeOf(key).start.line !== line)
      .map(({ key }) => key.text),
  );

function jsonCursor(document: SweepDocument, position: Position): Cursor | undefined {
  const chunk = document.chunkAt(position);
  if (chunk === undefined) return undefined;
  const { before } = chunk.frame;
  const offset = chunk.offsetAt(position);
  const location = getLocation(before + chunk.text, before.length + offset);
  const { previousNode } = location;
  const from = (previousNode?.offset ?? 0) - before.length;
  const to = from + (previousNode?.length ?? 0);
  const inNode = previousNode !== undefined && 0 <= from && from <= offset && offset <= to;
  const path = location.path.map((step, depth) => {
    // Within a list whose entries stand in chunks of their own, its key is elsewhere.
    if (depth === 0 && step === '' && before.includes('['))
      return blockAt(document, position)?.key.text ?? '';
    return typeof step === 'number' ? '#' : step;
  });
  const start = inNode ? from : offset;
  const end = inNode ? to : offset;
  const word = chunk.text.slice(start, offset).replace(/^"/, '');
  const range = rangeOf({ chunk, start, end });
  const list = path.at(-1) === '#' && LISTS.has(path.at(-2) ?? '') ? path.slice(0, -1) : path;
  return {
    kind: location.isAtPropertyKey ? 'key' : 'value',
    path: location.isAtPropertyKey ? path.slice(0, -1) : list,
    word,
    range,
    siblings: location.isAtPropertyKey ? jsonSiblings(document, chunk, offset, path) : new Set(),
    quoted: true,
    bare: !/^\s*:/.test(chunk.text.slice(end)),
  };
}

/** The other keys of the mapping around a place. */
function jsonSiblings(
  document: SweepDocument,
  chunk: Chunk,
  offset: number,
  path: readonly string[],
): ReadonlySet<string> {
  const isHere = ({ start, end }: ScalarNode): boolean => start <= offset && offset <= end;
  const others = (keys: readonly ScalarNode[]): ReadonlySet<string> =>
    new Set(keys.filter((key) => key.chunk !== chunk || !isHere(key)).map(({ text }) => text));
  if (path.length === 1) return others(document.structure.blocks.map(({ key }) => key));
  const { list, root } = chunk.tree;
  let around: MappingNode | undefined;
  const pending: SyntaxNode[] = [list, root].filter((node) => node !== undefined);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'scalar' || node.kind === 'alias' || offset <= node.start || offset >= node.end)
      continue;
    if (node.kind === 'mapping') around = node;
    pending.push(...(node.kind === 'mapping' ? node.entries.map(({ value }) => value) : node.items));
  }
  return others(around?.entries.map(({ key }) => key) ?? []);
}
