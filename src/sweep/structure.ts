import type { Chunk, MappingNode, ScalarNode, SequenceNode, Span, SyntaxNode } from './syntax/node';

/** The source of the entries of a list: separate chunks, or one sequence in brackets or in a file that isn't divided. */
export type ItemHolder = Chunk | SequenceNode;

/** One top-level key with its value. */
export interface Block {
  readonly key: ScalarNode;
  /** Empty if the value is a list in separate chunks. */
  readonly value: SyntaxNode;
  /** Entries of a list; undefined if the value isn't a list. A document updates it if one entry replaced another. */
  readonly items: ItemHolder[] | undefined;
}

export interface Structure {
  readonly blocks: readonly Block[];
  /** A root that isn't a mapping: a list or a text instead of keys. */
  readonly stray: SyntaxNode | undefined;
  /** The beginning of a second document. */
  readonly rest: Chunk | undefined;
}

/** The top-level keys of a document, in the order of the text. */
export function structureOf(chunks: readonly Chunk[]): Structure {
  const blocks: Block[] = [];
  let stray: SyntaxNode | undefined;
  let rest: Chunk | undefined;
  for (let at = 0; at < chunks.length; ) {
    const chunk = chunks[at];
    if (chunk === undefined) break;
    at++;
    if (chunk.role === 'rest') {
      rest ??= chunk;
      continue;
    }
    const from = at;
    while (chunks[at]?.role === 'item') at++;
    const end = chunks[at]?.role === 'close' ? chunks[at]?.tree.list : undefined;
    const own: ItemHolder[] = chunks.slice(from, at);
    if (end !== undefined) own.push(end);
    const items = own.length > 0 ? own : undefined;
    const { root } = chunk.tree;
    if (root === undefined || (chunk.role !== 'block' && isNothing(root))) continue;
    if (!isPiece(chunk, root)) {
      stray ??= root;
      continue;
    }
    for (const [index, { key, value }] of root.entries.entries()) {
      const last = index === root.entries.length - 1;
      blocks.push({ key, value, items: (last ? items : undefined) ?? inlineItems(value) });
    }
  }
  return { blocks, stray, rest };
}

/** Where to show problems of a block's value: at its key if the value is empty, or a list of many lines. */
export function spanOfValue({ key, value, items }: Block): Span {
  const bracketed = value.kind === 'sequence' && value.flow && value.chunk.language === 'yaml';
  return (items !== undefined && !bracketed) || value.start === value.end ? key : value;
}

/** The part of a chunk in the mapping of top-level keys: another one begins in the first column. */
const isOnFirstLine = ({ chunk, start }: SyntaxNode): boolean => chunk.positionAt(start).line === chunk.line;

function isPiece({ role, language }: Chunk, root: SyntaxNode): root is MappingNode {
  if (root.kind !== 'mapping') return false;
  return role !== 'block' || language === 'json' || (!root.flow && isOnFirstLine(root));
}

/** A document without content: comments, or a `---`. */
const isNothing = (root: SyntaxNode): boolean =>
  root.kind === 'scalar' && root.style === 'plain' && root.text === '';

const inlineItems = (value: SyntaxNode): ItemHolder[] | undefined =>
  value.kind === 'sequence' ? [value] : undefined;

/** The entries that a holder holds. */
export function nodesOf(holder: ItemHolder): readonly SyntaxNode[] {
  const node = 'kind' in holder ? holder : holder.tree.root;
  return node?.kind === 'sequence' ? node.items : [];
}
