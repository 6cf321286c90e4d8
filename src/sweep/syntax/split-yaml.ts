import { LazyChunk } from './chunk';
import type { Cut, Cutter } from './cutter';
import type { Chunk } from './node';

/** What a splitter knows at the beginning of a line. */
interface SplitState {
  readonly mode: 'preamble' | 'block' | 'rest';
  /** Columns before the dash of this block's items; -1: it has none; undefined: its first line has not come yet. */
  readonly itemIndent: number | undefined;
}

const START: SplitState = { mode: 'preamble', itemIndent: -1 };

/** Whether a chunk that stood here before would be cut off the same way in this state. */
function stillFits(state: SplitState, chunk: Chunk): boolean {
  switch (chunk.role) {
    case 'block':
      return state.mode !== 'rest';
    case 'item':
      return (
        state.mode === 'block' && (state.itemIndent === undefined || state.itemIndent === chunk.itemIndent)
      );
    case 'rest':
      return state.mode === 'block';
    case 'close':
    case 'preamble':
    case 'whole':
      return false;
  }
}

/** A state in which this chunk's own text is cut as it was. */
function stateBefore(chunk: Chunk): SplitState {
  switch (chunk.role) {
    case 'preamble':
    case 'whole':
      return START;
    case 'item':
      return { mode: 'block', itemIndent: chunk.itemIndent };
    case 'block':
    case 'close':
    case 'rest':
      return { mode: 'block', itemIndent: -1 };
  }
}

/**
 * Cuts YAML into chunks: one for each top-level key, and where its value is a list of `- ` lines, one for each entry.
 * Looks at the beginnings of lines alone, so that a cut depends on what stands before it and on nothing behind it.
 */
function splitYaml(text: string, line: number, from: SplitState): Cut<SplitState> {
  const chunks: Chunk[] = [];
  let state = from;
  let role: Chunk['role'] = roleIn(from);
  let indent = role === 'item' ? (from.itemIndent ?? -1) : -1;
  let chunkStart = 0;
  let chunkLine = line;
  let currentLine = line;
  const close = (end: number): void => {
    if (end === chunkStart) return;
    chunks.push(new LazyChunk(text.slice(chunkStart, end), role, indent, 'yaml', chunkLine));
    chunkStart = end;
    chunkLine = currentLine;
  };
  for (let at = 0; at < text.length; currentLine++) {
    const column = firstColumn(text, at);
    const next = lineEnd(text, at);
    const kind = column === undefined ? 'nothing' : kindOf(text, at, column, state);
    switch (kind) {
      case 'nothing':
        break;
      case 'content':
        if (state.itemIndent === undefined) state = { mode: state.mode, itemIndent: -1 };
        break;
      case 'key':
        close(at);
        role = 'block';
        indent = -1;
        state = { mode: 'block', itemIndent: opensList(text, at, next) ? undefined : -1 };
        break;
      case 'item':
        close(at);
        role = 'item';
        indent = column ?? 0;
        state = { mode: 'block', itemIndent: indent };
        break;
      case 'end':
        close(at);
        role = 'rest';
        indent = -1;
        state = { mode: 'rest', itemIndent: -1 };
        break;
    }
    at = next;
  }
  close(text.length);
  return { chunks, state };
}

export const YAML_CUTTER: Cutter<SplitState> = { start: START, cut: splitYaml, stateBefore, stillFits };

const roleIn = (state: SplitState): Chunk['role'] => {
  if (state.mode === 'preamble') return 'preamble';
  if (state.mode === 'rest') return 'rest';
  return state.itemIndent === undefined || state.itemIndent < 0 ? 'block' : 'item';
};

type LineKind = 'nothing' | 'content' | 'key' | 'item' | 'end';

function kindOf(text: string, at: number, column: number, state: SplitState): LineKind {
  if (state.mode === 'rest') return 'nothing';
  const first = text[at + column];
  if (column === 0 && (first === '-' || first === '.') && isMarker(text, at)) {
    return state.mode === 'preamble' && first === '-' ? 'nothing' : 'end';
  }
  if (first === '-' && isDash(text, at + column) && state.mode === 'block') {
    if (state.itemIndent === undefined || state.itemIndent === column) return 'item';
    return 'content';
  }
  if (column > 0 || first === '}' || first === ']') return 'content';
  if (first === '%' && state.mode === 'preamble') return 'nothing';
  return 'key';
}

/** `---` or `...` alone or before a space. */
function isMarker(text: string, at: number): boolean {
  const word = text.slice(at, at + 3);
  return (word === '---' || word === '...') && /^(?:[\s]|$)/.test(text.slice(at + 3, at + 4));
}

const isDash = (text: string, at: number): boolean => /^(?:[\s]|$)/.test(text.slice(at + 1, at + 2));

/** A key with nothing but a comment behind its colon: a list may follow. */
const opensList = (text: string, at: number, next: number): boolean =>
  /^[^\s#'"[\]{}&*!|>%@`][^:#]*:[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(at, next));

/** Column of a line's first character that is no blank; undefined for a blank line or a comment. */
function firstColumn(text: string, at: number): number | undefined {
  let place = at;
  while (text.charCodeAt(place) === 0x20) place++;
  const code = text.charCodeAt(place);
  if (Number.isNaN(code) || code === 0x0a || code === 0x0d || code === 0x23) return undefined;
  if (code === 0x09)
    return /^\s*(?:#|$)/.test(text.slice(place, lineEnd(text, place))) ? undefined : place - at;
  return place - at;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Whether a YAML text is a mapping of top-level keys written in lines: all else is parsed whole. */
export function isCuttable(text: string): boolean {
  let started = false;
  for (let at = 0; at < text.length; at = lineEnd(text, at)) {
    const column = firstColumn(text, at);
    if (column === undefined) continue;
    const first = text[at + column] ?? '';
    if (column === 0 && (first === '%' || (!started && isMarker(text, at) && first === '-'))) {
      if (text.slice(at + 3, lineEnd(text, at)).trim() !== '' && first === '-') return false;
      started ||= first === '-';
      continue;
    }
    if (column > 0 || '?:[]{}&*!|>@`-,'.includes(first)) return false;
    return true;
  }
  return true;
}
