import type { SweepDocument } from '../../sweep/document';
import { isReservedKey } from '../../sweep/keys';
import { nodesOf } from '../../sweep/structure';
import { exactRangeOf } from '../../sweep/syntax/chunk';
import { type Entry, exactSpan, type MappingNode, type SyntaxNode } from '../../sweep/syntax/node';
import { placeholdersOf } from '../../sweep/template';
import type { TextEdit } from '../../sweep/text';
import { addDefaults } from './add-default';
import { commentsBetween } from './comments';
import { regionOf, removeFlowEntries } from './region';
import { isAnchored } from './write';

/** Keys that every run of `params` gives the same value, and that can stand under `defaults` instead. */
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

/** Edits that move these keys from every run to `defaults`; undefined where a line holds more than can be moved. */
export function extractEdits(file: SweepDocument, keys: readonly string[]): readonly TextEdit[] | undefined {
  const document = file.uncut();
  const mappings = mappingsOf(document);
  const [first] = mappings;
  if (first === undefined || keys.length === 0) return undefined;
  const wanted = new Set(keys);
  const added = first.entries
    .filter(({ key }) => wanted.has(key.text))
    .map(({ key, value }) => ({ key: key.text, value }));
  const edit = addDefaults(document, added);
  if (edit === undefined) return undefined;
  const edits = [edit];
  for (const mapping of mappings) {
    const gone = new Set<Entry>(mapping.entries.filter(({ key }) => wanted.has(key.text)));
    const removed = mapping.flow ? removeFlowEntries(mapping, gone) : removeLines(mapping, gone);
    if (removed === undefined) return undefined;
    edits.push(...removed);
  }
  return edits;
}

function removeLines(mapping: MappingNode, gone: ReadonlySet<Entry>): readonly TextEdit[] | undefined {
  const { chunk, entries } = mapping;
  const { text } = chunk;
  const edits: TextEdit[] = [];
  const firstKept = entries.findIndex((entry) => !gone.has(entry));
  const kept = entries[firstKept];
  if (kept === undefined) return undefined;
  if (firstKept > 0) {
    // The first key shares its line with the dash: the next one moves up.
    if (commentsBetween(chunk, mapping.start, kept.key.start).length > 0) return undefined;
    edits.push({ range: exactRangeOf(exactSpan(chunk, mapping.start, kept.key.start)), newText: '' });
  }
  for (const entry of entries.slice(firstKept + 1)) {
    if (!gone.has(entry)) continue;
    const start = text.lastIndexOf('\n', entry.key.start - 1) + 1;
    if (text.slice(start, entry.key.start).trim() !== '') return undefined;
    // A block of text ends behind its last line break already.
    const at = text[entry.value.end - 1] === '\n' ? entry.value.end - 1 : entry.value.end;
    const end = text.indexOf('\n', at);
    edits.push({
      range: exactRangeOf(exactSpan(chunk, start, end === -1 ? text.length : end + 1)),
      newText: '',
    });
  }
  return edits;
}

/** Whether two values mean the same, spelled the same. */
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
