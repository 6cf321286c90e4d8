import type { Chunk, SyntaxNode } from '../../sweep/syntax/node';
import type { Region } from './region';

/** The comments within a region, which must be kept when lines are removed. */
export function commentsIn(region: Region): readonly string[] {
  return region.chunks.flatMap((chunk) => {
    const from = chunk === region.from.chunk ? region.from.offset : 0;
    const to = chunk === region.to.chunk ? region.to.offset : chunk.text.length;
    return commentsBetween(chunk, from, to);
  });
}

/** A comment, from its mark, and its position in the chunk. */
export interface Comment {
  readonly text: string;
  readonly start: number;
}

export const commentsBetween = (chunk: Chunk, from: number, to: number): readonly string[] =>
  commentsAt(chunk, from, to).map(({ text }) => text);

export function commentsAt(chunk: Chunk, from: number, to: number): readonly Comment[] {
  const pattern = chunk.language === 'json' ? /\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g : /(?<=^|\s)#[^\n]*/g;
  pattern.lastIndex = from;
  const bare = withoutValues(chunk);
  const found: Comment[] = [];
  for (let match = pattern.exec(bare); match !== null && match.index < to; match = pattern.exec(bare))
    found.push({ text: match[0].trimEnd(), start: match.index });
  return found;
}

/** Whether nothing can follow a comment on its line. */
export const endsLine = (comment: string): boolean => !comment.startsWith('/*');

/** Comments inside brackets, each with the separator that must follow it. */
export const inBrackets = (comments: readonly string[], lineBreak: string): string =>
  comments.map((comment) => (endsLine(comment) ? `${comment}${lineBreak}` : `${comment} `)).join('');

const bareTexts = new WeakMap<Chunk, string>();

/** The text of a chunk with all keys and values blanked out. */
function withoutValues(chunk: Chunk): string {
  const known = bareTexts.get(chunk);
  if (known !== undefined) return known;
  const { root, list } = chunk.tree;
  const bare = masked(
    chunk.text,
    [list, root].flatMap((node) => (node === undefined ? [] : written(node, chunk))),
  );
  bareTexts.set(chunk, bare);
  return bare;
}

interface Blank {
  readonly start: number;
  readonly end: number;
}

function masked(text: string, spans: readonly Blank[]): string {
  let bare = '';
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    bare += text.slice(at, from) + text.slice(from, end).replaceAll(/[^\r\n]/g, '_');
    at = end;
  }
  return bare + text.slice(at);
}

/** Spans of keys and values; of a block scalar only its lines, as its header may end in a comment. */
function written(node: SyntaxNode, { text }: Chunk): readonly Blank[] {
  switch (node.kind) {
    case 'scalar': {
      const { start, end, style } = node;
      const head = style === 'literal' || style === 'folded' ? text.indexOf('\n', start) : -1;
      return [{ start: head === -1 || head > end ? start : head, end }];
    }
    case 'alias':
      return [node];
    case 'sequence':
      return node.items.flatMap((item) => written(item, node.chunk));
    case 'mapping':
      return node.entries.flatMap(({ key, value }) => [key, ...written(value, node.chunk)]);
  }
}
