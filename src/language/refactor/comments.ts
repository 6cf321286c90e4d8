import type { Chunk, SyntaxNode } from '../../sweep/syntax/node';
import type { Region } from './region';

/** The comments within a region of YAML, each from its `#` on: lines that go must not take them along. */
export function commentsIn(region: Region): readonly string[] {
  return region.chunks.flatMap((chunk) => {
    const from = chunk === region.from.chunk ? region.from.offset : 0;
    const to = chunk === region.to.chunk ? region.to.offset : chunk.text.length;
    return commentsBetween(chunk, from, to);
  });
}

export function commentsBetween(chunk: Chunk, from: number, to: number): readonly string[] {
  const { root } = chunk.tree;
  const bare = masked(chunk.text, root === undefined ? [] : scalars(root)).slice(from, to);
  if (chunk.language === 'json')
    return [...bare.matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g)].map(([text]) => text);
  return [...bare.matchAll(/(?<=^|\s)#[^\r\n]*/g)].map(([text]) => text.trimEnd());
}

/** The text with everything inside of values blanked out. */
function masked(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  let bare = '';
  let at = 0;
  for (const { start, end } of spans) {
    bare += text.slice(at, start) + '_'.repeat(Math.max(0, end - start));
    at = Math.max(at, end);
  }
  return bare + text.slice(at);
}

function scalars(node: SyntaxNode): readonly { readonly start: number; readonly end: number }[] {
  switch (node.kind) {
    case 'scalar':
    case 'alias':
      return [node];
    case 'sequence':
      return node.items.flatMap(scalars);
    case 'mapping':
      return node.entries.flatMap(({ key, value }) => [key, ...scalars(value)]);
  }
}
