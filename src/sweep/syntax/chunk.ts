import type { ExactRange, Position, Range } from '../text';
import { parseJson } from './json';
import type { Chunk, ChunkRole, ExactSpan, JsonFrame, Span, Tree } from './node';
import { parseYaml } from './yaml';

const noFrame: JsonFrame = { before: '', after: '' };

/** A chunk that is parsed when its tree is requested. */
export class LazyChunk implements Chunk {
  line: number;
  readonly lineCount: number;
  #lineStarts: readonly number[] | undefined;
  #tree: Tree | undefined;

  constructor(
    readonly text: string,
    readonly role: ChunkRole,
    readonly itemIndent: number,
    readonly language: 'yaml' | 'json',
    line: number,
    readonly frame: JsonFrame = noFrame,
  ) {
    this.line = line;
    this.lineCount = countLineBreaks(text);
  }

  get tree(): Tree {
    this.#tree ??= this.language === 'json' ? parseJson(this) : parseYaml(this);
    return this.#tree;
  }

  get lineStarts(): readonly number[] {
    this.#lineStarts ??= startsOfLines(this.text);
    return this.#lineStarts;
  }

  positionAt(offset: number): Position {
    const within = Math.max(0, Math.min(offset, this.text.length));
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= within) low = middle;
      else high = middle - 1;
    }
    return { line: this.line + low, character: within - (starts[low] ?? 0) };
  }

  offsetAt(position: Position): number {
    const line = Math.max(0, position.line - this.line);
    const start = this.lineStarts[line];
    if (start === undefined) return this.text.length;
    const next = this.lineStarts[line + 1] ?? this.text.length + 1;
    return Math.min(start + Math.max(0, position.character), next - 1);
  }
}

/** Current range of a span in the whole document. */
export function rangeOf(span: Span): Range {
  return { start: span.chunk.positionAt(span.start), end: span.chunk.positionAt(span.end) };
}

/** The same for an edit. */
export const exactRangeOf = (span: ExactSpan): ExactRange => ({ ...rangeOf(span), exact: true });

export function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
