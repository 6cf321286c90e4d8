import { getLocation } from 'jsonc-parser';
import type { SweepDocument } from '../sweep/document';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Chunk, MappingNode, ScalarNode, SyntaxNode } from '../sweep/syntax/node';
import type { Position } from '../sweep/text';
import type { Cursor } from './cursor';
import { blockAt } from './owner';
import { isScalarList } from './scalar-lists';

export function jsonCursor(document: SweepDocument, position: Position): Cursor | undefined {
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
    // Within a list whose entries are in separate chunks, its key is in another chunk.
    if (depth === 0 && step === '' && before.includes('['))
      return blockAt(document, position)?.key.text ?? '';
    return typeof step === 'number' ? '#' : step;
  });
  const start = inNode ? from : offset;
  const end = inNode ? to : offset;
  const word = chunk.text.slice(start, offset).replace(/^"/, '');
  const range = rangeOf({ chunk, start, end });
  const list = path.at(-1) === '#' && isScalarList(path.at(-2)) ? path.slice(0, -1) : path;
  return {
    kind: location.isAtPropertyKey ? 'key' : 'value',
    path: location.isAtPropertyKey ? path.slice(0, -1) : list,
    word,
    range,
    siblings: location.isAtPropertyKey ? jsonSiblings(document, chunk, offset, path) : new Set(),
    style: 'json',
    deeper: 0,
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
