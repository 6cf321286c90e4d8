import type { Position, Range } from '../text';
import { countLineBreaks, LazyChunk } from './chunk';
import type { Cutter } from './cutter';
import type { Chunk } from './node';
import { jsonCutter } from './split-json';
import { firstDocumentEnd, isCuttable, yamlCutter } from './split-yaml';

/** A change of the text: the text of `range` was replaced with `text`. */
export interface TextChange {
  readonly range: Range;
  readonly text: string;
}

/** The text of a sweep file in chunks. An edit replaces the chunks that it touches, and moves those below it. */
export class ChunkedText {
  #chunks: Chunk[];

  constructor(
    text: string,
    private readonly language: 'yaml' | 'json',
    /** Keeps the text in one piece. */
    private readonly uncut = false,
  ) {
    this.#chunks = this.#cut(text.startsWith('\uFEFF') ? text.slice(1) : text);
  }

  /** In the order of the text. */
  get chunks(): readonly Chunk[] {
    return this.#chunks;
  }

  get text(): string {
    return this.#chunks.map((chunk) => chunk.text).join('');
  }

  get lineCount(): number {
    const last = this.#chunks.at(-1);
    return last === undefined ? 1 : last.line + last.lineCount + 1;
  }

  /** The chunk that contains this offset; the last one for an offset after the end. */
  chunkAt(position: Position): Chunk | undefined {
    return this.#chunks[this.#indexAt(position)];
  }

  /** Applies one change and returns which chunks were removed and added. */
  edit(change: TextChange): { readonly removed: readonly Chunk[]; readonly added: readonly Chunk[] } {
    const chunks = this.#chunks;
    const touched = this.#indexAt(change.range.start);
    const last = Math.max(touched, this.#indexAt(change.range.end));
    const from = Math.max(0, touched - 1);
    const head = chunks[touched];
    const tail = chunks[last];
    if (head === undefined || tail === undefined) return this.#replaceAll(change.text);
    const changed =
      head.text.slice(0, head.offsetAt(change.range.start)) +
      change.text +
      tail.text.slice(tail.offsetAt(change.range.end));
    const before = chunks[from];
    const text = from < touched && before !== undefined ? before.text + changed : changed;
    if (this.#mustRecut(from, text + (chunks[last + 1]?.text ?? ''))) {
      const all = [...chunks.slice(0, from).map((chunk) => chunk.text), text];
      return this.#replaceAll([...all, ...chunks.slice(last + 1).map((chunk) => chunk.text)].join(''));
    }
    return this.language === 'json'
      ? this.#splice(jsonCutter, from, last, text)
      : this.#splice(yamlCutter, from, last, text);
  }

  #splice<State>(
    cutter: Cutter<State>,
    from: number,
    last: number,
    changedText: string,
  ): { removed: Chunk[]; added: Chunk[] } {
    const chunks = this.#chunks;
    const first = chunks[from];
    const line = first?.line ?? 0;
    const state = first === undefined || from === 0 ? cutter.start : cutter.stateBefore(first);
    let text = changedText;
    let to = last + 1;
    let cut = cutter.cut(text, line, state, to >= chunks.length);
    // A line that opens or closes a list, or ends the document, changes how the chunks below it are divided.
    for (let next = chunks[to]; next !== undefined && !cutter.stillFits(cut.state, next); next = chunks[to]) {
      const more = Math.max(1, to - from);
      text += chunks
        .slice(to, to + more)
        .map((chunk) => chunk.text)
        .join('');
      to = Math.min(chunks.length, to + more);
      cut = cutter.cut(text, line, state, to >= chunks.length);
    }
    // A document without text still has a chunk, since its problems need a place.
    if (cut.chunks.length === 0 && to - from === chunks.length) return this.#replaceAll(text);
    const removed = chunks.slice(from, to);
    const added = keepEqual(removed, cut.chunks);
    const delta = countLineBreaks(text) - removed.reduce((sum, chunk) => sum + chunk.lineCount, 0);
    if (delta !== 0) {
      for (let index = to; index < chunks.length; index++) {
        const below = chunks[index];
        if (below !== undefined) below.line += delta;
      }
    }
    if (added.length === removed.length) for (const [at, chunk] of added.entries()) chunks[from + at] = chunk;
    else this.#chunks = [...chunks.slice(0, from), ...added, ...chunks.slice(to)];
    const before = new Set(removed);
    const after = new Set(added);
    return {
      removed: removed.filter((chunk) => !after.has(chunk)),
      added: added.filter((chunk) => !before.has(chunk)),
    };
  }

  #mustRecut(from: number, text: string): boolean {
    if (this.#chunks[0]?.role === 'whole') return true;
    if (this.language === 'json') return false;
    // Only the first line with content decides whether a file can be divided; after an edit, it can be the next
    // chunk's.
    return (from === 0 || this.#chunks[from - 1]?.role === 'preamble') && !isCuttable(text);
  }

  #replaceAll(text: string): { removed: Chunk[]; added: Chunk[] } {
    const removed = this.#chunks;
    this.#chunks = this.#cut(text);
    return { removed, added: this.#chunks };
  }

  #cut(text: string): Chunk[] {
    const { language, uncut } = this;
    if (uncut || (language === 'yaml' && !isCuttable(text))) return wholeDocument(text, language);
    const { chunks } = language === 'json' ? cutWhole(jsonCutter, text) : cutWhole(yamlCutter, text);
    return chunks.length === 0 ? [new LazyChunk(text, 'preamble', -1, language, 0)] : [...chunks];
  }

  #indexAt(position: Position): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.line ?? 0) <= position.line) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The first document in one piece, and what follows it. */
function wholeDocument(text: string, language: 'yaml' | 'json'): Chunk[] {
  const end = language === 'json' ? text.length : firstDocumentEnd(text);
  const first = new LazyChunk(text.slice(0, end), 'whole', -1, language, 0);
  const rest = new LazyChunk(text.slice(end), 'rest', -1, language, first.lineCount);
  if (end === text.length) return [first];
  return end === 0 ? [rest] : [first, rest];
}

const cutWhole = <State>(cutter: Cutter<State>, text: string) => cutter.cut(text, 0, cutter.start, true);

/** Chunks with the same text and boundaries stay the same objects, with all that is cached for them. */
function keepEqual(before: readonly Chunk[], after: readonly Chunk[]): Chunk[] {
  const kept = [...after];
  let start = 0;
  while (start < after.length && keep(kept, start, before[start])) start++;
  for (let back = 1; back <= after.length - start && back <= before.length - start; back++) {
    if (!keep(kept, after.length - back, before[before.length - back])) break;
  }
  return kept;
}

function keep(chunks: Chunk[], index: number, old: Chunk | undefined): boolean {
  const chunk = chunks[index];
  if (old === undefined || chunk === undefined) return false;
  if (old.text !== chunk.text || old.role !== chunk.role || old.itemIndent !== chunk.itemIndent) return false;
  if (old.frame.before !== chunk.frame.before || old.frame.after !== chunk.frame.after) return false;
  old.line = chunk.line;
  chunks[index] = old;
  return true;
}
