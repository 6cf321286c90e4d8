import type { SweepDocument } from '../sweep/document';
import type { Block } from '../sweep/structure';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Entry, MappingNode, ScalarNode, SyntaxNode } from '../sweep/syntax/node';
import type { Position } from '../sweep/text';

/** Whether a position is at or before another. */
export const isBefore = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character <= b.character);

/** The top-level key around a position. */
export function blockAt(document: SweepDocument, position: Position): Block | undefined {
  return document.structure.blocks.findLast(({ key }) => isBefore(rangeOf(key).start, position));
}

/** The tree nodes at a position: the entries around it, from the outermost one. */
export interface Trail {
  readonly entries: readonly Entry[];
  /** The scalar at the position, a key or a value. */
  readonly scalar: ScalarNode | undefined;
  readonly onKey: boolean;
}

/** Nodes at a position, as far as the text could be parsed. */
export function trailAt(document: SweepDocument, position: Position): Trail {
  const chunk = document.chunkAt(position);
  const entries: Entry[] = [];
  if (chunk?.tree.root === undefined) return { entries, scalar: undefined, onKey: false };
  const offset = chunk.offsetAt(position);
  const { list, root } = chunk.tree;
  let node: SyntaxNode | undefined = list !== undefined && within(list, offset) ? list : root;
  while (node !== undefined) {
    if (node.kind === 'mapping') {
      const entry = entryAt(node, offset);
      if (entry === undefined) break;
      entries.push(entry);
      if (within(entry.key, offset)) return { entries, scalar: entry.key, onKey: true };
      node = entry.value;
    } else if (node.kind === 'sequence') {
      node = node.items.find((item) => within(item, offset));
    } else {
      const scalar = node.kind === 'scalar' && within(node, offset) ? node : undefined;
      return { entries, scalar, onKey: false };
    }
  }
  return { entries, scalar: undefined, onKey: false };
}

const within = (node: { readonly start: number; readonly end: number }, offset: number): boolean =>
  node.start <= offset && offset <= node.end;

function entryAt(mapping: MappingNode, offset: number): Entry | undefined {
  return mapping.entries.findLast(
    (entry) => entry.key.start <= offset && offset <= Math.max(entry.value.end, entry.key.end),
  );
}
