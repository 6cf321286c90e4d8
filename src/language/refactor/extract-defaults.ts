import type { SweepDocument } from '../../sweep/document';
import { isReservedKey } from '../../sweep/keys';
import { nodesOf } from '../../sweep/structure';
import { exactRangeOf } from '../../sweep/syntax/chunk';
import { type Entry, exactSpan, type MappingNode, type SyntaxNode } from '../../sweep/syntax/node';
import { placeholdersOf } from '../../sweep/template';
import type { TextEdit } from '../../sweep/text';
import { addDefaults } from './add-default';
import { commentsBetween } from './comments';
import { flowRoot, regionOf, removeFlowEntries } from './region';
import { isAnchored } from './write';

/** Keys with the same value in every run of `params`, which can move to `defaults`. */
export function commonKeys(document: SweepDocument): readonly string[] {
  const { rows, top, expansion, defaults } = document;
  const block = top.blocks.get('params');
  // Other runs would get the keys too.
  if (rows.size < 2 || block?.items === undefined || expansion.combinations.length > 0) return [];
  const mappings = mappingsOf(document);
  const [first, ...rest] = mappings;
  if (first === undefined || mappings.length !== rows.size) return [];
  let common = first.entries.filter(({ key }) => key.text !== 'name' && key.text !== '<<');
  for (const mapping of rest) {
    if (common.length === 0) return [];
    const own = new Map(mapping.entries.map(({ key, value }) => [key.text, value]));
    common = common.filter(({ key, value }) => {
      const other = own.get(key.text);
      return other !== undefined && isSame(value, other);
    });
  }
  const keys = common
    .filter(({ value }) => !(value.kind === 'scalar' && placeholdersOf(value.text).length > 0))
    .map(({ key }) => key.text)
    .filter((key) => !isTaken(key));
  const extracted = new Set(keys);
  const left = mappings.every(({ entries }) => entries.some(({ key }) => !extracted.has(key.text)));
  if (keys.length === 0 || !left) return [];
  const chunks = regionOf(block).chunks;
  return chunks.some((chunk) => isAnchored(chunk) || chunk.tree.faults.length > 0) ? [] : keys;

  function isTaken(key: string): boolean {
    return isReservedKey(key)
      ? defaults.reserved.has(key)
      : defaults.parameters.some((parameter) => parameter.key.text === key);
  }
}

function mappingsOf(document: SweepDocument): readonly MappingNode[] {
  const items = document.top.blocks.get('params')?.items ?? [];
  return items.flatMap(nodesOf).filter((node) => node.kind === 'mapping');
}

/** Edits that move these keys from every run to `defaults`; undefined if a line contains more than can be moved. */
export function extractEdits(file: SweepDocument, keys: readonly string[]): readonly TextEdit[] | undefined {
  const document = file.uncut();
  const mappings = mappingsOf(document);
  const [first] = mappings;
  if (first === undefined || keys.length === 0) return undefined;
  const wanted = new Set(keys);
  // Comments can't be moved into braces, so they stay in place.
  const along = !first.flow && writesLines(document);
  const added = first.entries
    .filter(({ key }) => wanted.has(key.text))
    .map((entry) => ({
      key: entry.key.text,
      value: entry.value,
      ...(along ? commentsOf(entry, first) : {}),
    }));
  const edit = addDefaults(document, added);
  if (edit === undefined) return undefined;
  const edits = [edit];
  for (const mapping of mappings) {
    const gone = new Set<Entry>(mapping.entries.filter(({ key }) => wanted.has(key.text)));
    const removed = mapping.flow
      ? removeFlowEntries(mapping, gone)
      : removeLines(mapping, gone, along && mapping === first);
    if (removed === undefined) return undefined;
    edits.push(...removed);
  }
  return edits;
}

/** The comments about one key of a block mapping. */
interface KeyComments {
  /** On the lines right above it. */
  readonly above: readonly string[];
  /** On its own lines. */
  readonly behind: readonly string[];
}

function commentsOf(entry: Entry, { chunk, start }: MappingNode): KeyComments {
  const { text } = chunk;
  const behind = commentsBetween(chunk, entry.key.start, endOf(entry, text));
  const above: string[] = [];
  for (let at = lineStart(text, entry.key.start); at > 0; at = lineStart(text, at - 1)) {
    const line = text.slice(lineStart(text, at - 1), at).trim();
    // The line of the dash belongs to the run.
    if (entry.key.start === start || !line.startsWith('#')) break;
    above.unshift(line);
  }
  return { above, behind };
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The end of the last line of a key's value. */
function endOf({ key, value }: Entry, text: string): number {
  const last = Math.max(key.end, value.end);
  // A block scalar already ends after its last line break.
  const end = text.indexOf('\n', text[last - 1] === '\n' ? last - 1 : last);
  return end === -1 ? text.length : end;
}

/** Removes keys from a run. With `along` their comments move with them; otherwise, they stay. */
function removeLines(
  mapping: MappingNode,
  gone: ReadonlySet<Entry>,
  along: boolean,
): readonly TextEdit[] | undefined {
  const { chunk, entries } = mapping;
  const { text } = chunk;
  const edits: TextEdit[] = [];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const column = ' '.repeat(chunk.positionAt(mapping.start).character);
  const firstKept = entries.findIndex((entry) => !gone.has(entry));
  const kept = entries[firstKept];
  if (kept === undefined) return undefined;
  const taken = along ? [...gone].flatMap((entry) => Object.values(commentsOf(entry, mapping)).flat()) : [];
  const cut = (start: number, end: number, around: (comment: string) => string): void => {
    const left = commentsBetween(chunk, start, end).filter((comment) => {
      const at = taken.indexOf(comment);
      if (at !== -1) taken.splice(at, 1);
      return at === -1;
    });
    edits.push({ range: exactRangeOf(exactSpan(chunk, start, end)), newText: left.map(around).join('') });
  };
  // The first key shares its line with the dash: the next one moves up, below the comments of the first.
  if (firstKept > 0) cut(mapping.start, kept.key.start, (comment) => comment + lineBreak + column);
  for (const entry of entries.slice(firstKept + 1)) {
    if (!gone.has(entry)) continue;
    let start = lineStart(text, entry.key.start);
    if (text.slice(start, entry.key.start).trim() !== '') return undefined;
    for (const _ of along ? commentsOf(entry, mapping).above : []) start = lineStart(text, start - 1);
    const end = Math.min(endOf(entry, text) + 1, text.length);
    cut(start, end, (comment) => column + comment + lineBreak);
  }
  return edits;
}

/** Whether keys of `defaults` are, or would be, on separate lines. */
function writesLines(document: SweepDocument): boolean {
  const value = document.top.blocks.get('defaults')?.value;
  if (flowRoot(document) !== undefined) return false;
  return value === undefined || value.kind === 'scalar' || (value.kind === 'mapping' && !value.flow);
}

/** Whether two values have the same meaning and the same spelling. */
function isSame(a: SyntaxNode, b: SyntaxNode): boolean {
  switch (a.kind) {
    case 'scalar':
      return b.kind === 'scalar' && a.text === b.text && (a.style === 'plain') === (b.style === 'plain');
    case 'alias':
      return b.kind === 'alias' && a.name === b.name;
    case 'sequence':
      return (
        b.kind === 'sequence' &&
        a.items.length === b.items.length &&
        a.items.every((item, at) => {
          const other = b.items[at];
          return other !== undefined && isSame(item, other);
        })
      );
    case 'mapping':
      return (
        b.kind === 'mapping' &&
        a.entries.length === b.entries.length &&
        a.entries.every(({ key, value }, at) => {
          const other = b.entries[at];
          return other !== undefined && other.key.text === key.text && isSame(value, other.value);
        })
      );
  }
}
