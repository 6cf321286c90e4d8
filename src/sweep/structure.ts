import type { Chunk, ScalarNode, SequenceNode, SyntaxNode } from './syntax/node';

/** Where the entries of a list come from: a chunk of its own each, or one sequence in brackets or in a file that is not cut. */
export type ItemHolder = Chunk | SequenceNode;

/** One top-level key with its value. */
export interface Block {
  readonly key: ScalarNode;
  /** Empty where the value is a list in chunks of its own. */
  readonly value: SyntaxNode;
  /** Entries of a list; undefined where the value is none. A document patches it where one entry took another's place. */
  readonly items: ItemHolder[] | undefined;
}

export interface Structure {
  readonly blocks: readonly Block[];
  /** A root that is not a mapping: a list or a text stands where keys should. */
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
    if (root === undefined) continue;
    if (root.kind !== 'mapping') {
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

const inlineItems = (value: SyntaxNode): ItemHolder[] | undefined =>
  value.kind === 'sequence' ? [value] : undefined;

/** The entries that a holder holds. */
export function nodesOf(holder: ItemHolder): readonly SyntaxNode[] {
  const node = 'kind' in holder ? holder : holder.tree.root;
  return node?.kind === 'sequence' ? node.items : [];
}
