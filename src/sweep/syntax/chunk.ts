import type { Position, Range } from '../text';
import { parseJson } from './json';
import type { Span, Tree } from './node';
import { parseYaml } from './yaml';

/**
 * - `preamble`: what stands before the first key
 * - `block`: a top-level key with its value, or with its list's items left to the chunks that follow
 * - `item`: one entry of that list
 * - `close`: the end of that list in JSON, with entries and keys that share a line with its bracket
 * - `rest`: what follows the first document
 * - `whole`: a file that is not cut
 */
export type ChunkRole = 'preamble' | 'block' | 'item' | 'close' | 'rest' | 'whole';

/** Brackets that stand around a chunk of JSON elsewhere in its file: with them it is JSON of its own. */
export interface Frame {
  readonly before: string;
  readonly after: string;
}

const NO_FRAME: Frame = { before: '', after: '' };

/** A piece of a sweep file that is parsed alone. It begins at the beginning of a line. */
export class Chunk {
  /** 0-based line of its first character; moved by edits above it. */
  line: number;
  readonly lineCount: number;
  #lineStarts: readonly number[] | undefined;
  #tree: Tree | undefined;

  constructor(
    readonly text: string,
    readonly role: ChunkRole,
    /** Columns before the dash of the items that follow or of this item, in JSON before the first item; -1 where there are none. */
    readonly itemIndent: number,
    readonly language: 'yaml' | 'json',
    line: number,
    readonly frame: Frame = NO_FRAME,
  ) {
    this.line = line;
    this.lineCount = countLineBreaks(text);
  }

  get tree(): Tree {
    this.#tree ??= this.language === 'json' ? parseJson(this) : parseYaml(this);
    return this.#tree;
  }

  /** Offset of each line's first character. */
  get lineStarts(): readonly number[] {
    this.#lineStarts ??= startsOfLines(this.text);
    return this.#lineStarts;
  }

  /** Place in the whole document. Offsets outside the chunk are pulled in. */
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

  /** Offset in this chunk of a place in the whole document, pulled into the chunk and its line. */
  offsetAt(position: Position): number {
    const line = Math.max(0, position.line - this.line);
    const start = this.lineStarts[line];
    if (start === undefined) return this.text.length;
    const next = this.lineStarts[line + 1] ?? this.text.length + 1;
    return Math.min(start + Math.max(0, position.character), next - 1);
  }
}

/** Range of a span in the whole document, as it stands now. */
export function rangeOf(span: Span): Range {
  return { start: span.chunk.positionAt(span.start), end: span.chunk.positionAt(span.end) };
}

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
