import type { SweepDocument } from '../../sweep/document';
import type { Block } from '../../sweep/structure';
import { exactRangeOf } from '../../sweep/syntax/chunk';
import {
  type Chunk,
  type Entry,
  exactSpan,
  type MappingNode,
  type SyntaxNode,
} from '../../sweep/syntax/node';
import type { ExactRange, Position, Range, TextEdit } from '../../sweep/text';
import { commentsBetween, inBrackets } from './comments';

/** The location of one top-level key with all of its value; it can span several chunks. */
export interface Region {
  readonly chunks: readonly Chunk[];
  readonly from: { readonly chunk: Chunk; readonly offset: number };
  readonly to: { readonly chunk: Chunk; readonly offset: number };
}

export function regionOf(block: Block): Region {
  const { key, value } = block;
  const chunks = [key.chunk];
  let last: SyntaxNode = value;
  for (const holder of block.items ?? []) {
    const node = 'kind' in holder ? holder : holder.tree.root;
    const chunk = 'kind' in holder ? holder.chunk : holder;
    if (chunk !== chunks.at(-1)) chunks.push(chunk);
    last = node ?? last;
  }
  const to = {
    chunk: last.chunk,
    offset: contentEnd(last.chunk, Math.max(last.end, key.chunk === last.chunk ? key.end : 0)),
  };
  return { chunks, from: { chunk: key.chunk, offset: key.start }, to };
}

/** The end of a value without the line breaks of a block scalar. */
export function contentEnd(chunk: Chunk, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(chunk.text[at - 1] ?? '')) at--;
  return at;
}

export const rangeOfRegion = ({ from, to }: Region): ExactRange => ({
  exact: true,
  start: from.chunk.positionAt(from.offset),
  end: to.chunk.positionAt(to.offset),
});

/** A region with the text after it on its last line. */
export function toLineEnd({ to, ...region }: Region): Region {
  const end = to.chunk.text.indexOf('\n', to.offset);
  return { ...region, to: { chunk: to.chunk, offset: end === -1 ? to.chunk.text.length : end } };
}

/** Full lines, including the line break after them. */
export function linesOfRegion(region: Region): ExactRange {
  const { start } = rangeOfRegion(region);
  const { chunk, offset } = region.to;
  const end = chunk.text.indexOf('\n', offset);
  return {
    exact: true,
    start: { line: start.line, character: 0 },
    end: chunk.positionAt(end === -1 ? chunk.text.length : end + 1),
  };
}

export const touches = (a: Range, b: Range): boolean =>
  !isBefore(a.end, b.start) && !isBefore(b.end, a.start);

const isBefore = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

/** The mapping in braces that contains a file's top-level keys; undefined if they are on separate lines. */
export function flowRoot(document: SweepDocument): MappingNode | undefined {
  const [first] = document.chunks;
  const root = first?.role === 'whole' ? first.tree.root : undefined;
  return root?.kind === 'mapping' && root.flow ? root : undefined;
}

/** Removes entries from a mapping in braces, each with one comma; comments are kept. At least one entry must remain. */
export function removeFlowEntries(mapping: MappingNode, gone: ReadonlySet<Entry>): readonly TextEdit[] {
  const { chunk, entries } = mapping;
  const { text } = chunk;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const cut = (start: number, end: number): TextEdit => {
    const left = inBrackets(commentsBetween(chunk, start, end), lineBreak);
    const gap = left === '' || /\s/.test(text[start - 1] ?? '') ? '' : ' ';
    return { range: exactRangeOf(exactSpan(chunk, start, end)), newText: gap + left };
  };
  const lastKept = entries.findLastIndex((entry) => !gone.has(entry));
  const edits: TextEdit[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!gone.has(entry) || index > lastKept) continue;
    const comma = commaAfter(text, entry.value.end);
    const behind = /[ \t]*(?:\r?\n)?[ \t]*/y;
    behind.lastIndex = comma + 1;
    edits.push(cut(entry.key.start, comma + 1 + (behind.exec(text)?.[0].length ?? 0)));
  }
  const kept = entries[lastKept];
  const first = entries[lastKept + 1];
  const last = entries.at(-1);
  if (kept !== undefined && first !== undefined && last !== undefined) {
    const comma = commaAfter(text, kept.value.end);
    const gap = text.slice(comma + 1, first.key.start);
    // If only spaces are between, the comma is removed with them.
    if (gap.trim() === '') edits.push(cut(comma, last.value.end));
    else edits.push(cut(comma, comma + 1), cut(first.key.start, last.value.end));
  }
  return edits;
}

/** Offset of the comma after a value, skipping comments; the value's end if there is none. */
function commaAfter(text: string, end: number): number {
  const skip = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*)*/y;
  skip.lastIndex = end;
  const at = end + (skip.exec(text)?.[0].length ?? 0);
  return text[at] === ',' ? at : end;
}
