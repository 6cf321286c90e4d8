import { LazyChunk } from './chunk';
import type { Cut, Cutter } from './cutter';
import type { Chunk } from './node';

/** The state of a splitter at the beginning of a line. */
interface SplitState {
  /** `preamble`: before a first `---`; `opened`: after it, before the first key. */
  readonly mode: 'preamble' | 'opened' | 'block' | 'rest';
  /** Columns before the dash of this block's items; -1: it has none; undefined: before its first line. */
  readonly itemIndent: number | undefined;
  /** Whether this block began with `? key`, so that a line `: value` belongs to it. */
  readonly explicit?: boolean;
}

const start: SplitState = { mode: 'preamble', itemIndent: -1 };

/** Whether an earlier chunk at this place would have the same boundaries in this state. */
function stillFits(state: SplitState, chunk: Chunk): boolean {
  switch (chunk.role) {
    case 'block':
      return state.mode !== 'rest' && !(state.explicit === true && isValueLine(chunk.text, 0));
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

/** A state in which this chunk's own text is divided in the same way. */
function stateBefore(chunk: Chunk): SplitState {
  switch (chunk.role) {
    case 'preamble':
    case 'whole':
      return start;
    case 'item':
      return { mode: 'block', itemIndent: chunk.itemIndent };
    case 'block':
    case 'close':
    case 'rest':
      return { mode: 'block', itemIndent: -1 };
  }
}

/**
 * Divides YAML into chunks: one for each top-level key, and if its value is a list of `- ` lines, one for each entry.
 * Uses only the beginnings of lines, so that a boundary only depends on the text before it.
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
      case 'start':
        state = { mode: 'opened', itemIndent: -1 };
        break;
      case 'content':
        if (state.itemIndent === undefined) state = { ...state, itemIndent: -1 };
        break;
      case 'key':
        close(at);
        role = 'block';
        indent = -1;
        state = { mode: 'block', ...blockOpenedBy(text, at, next) };
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

export const yamlCutter: Cutter<SplitState> = { start: start, cut: splitYaml, stateBefore, stillFits };

const roleIn = (state: SplitState): Chunk['role'] => {
  if (state.mode === 'preamble' || state.mode === 'opened') return 'preamble';
  if (state.mode === 'rest') return 'rest';
  return state.itemIndent === undefined || state.itemIndent < 0 ? 'block' : 'item';
};

type LineKind = 'nothing' | 'content' | 'start' | 'key' | 'item' | 'end';

function kindOf(text: string, at: number, column: number, state: SplitState): LineKind {
  if (state.mode === 'rest') return 'nothing';
  const first = text[at + column];
  if (column === 0 && (first === '-' || first === '.') && isMarker(text, at)) {
    return state.mode === 'preamble' && first === '-' ? 'start' : 'end';
  }
  if (first === '-' && isDash(text, at + column) && state.mode === 'block') {
    if (state.itemIndent === undefined || state.itemIndent === column) return 'item';
    return 'content';
  }
  if (column > 0 || first === '}' || first === ']') return 'content';
  // The value of a `? key` on a separate line.
  if (state.explicit === true && isValueLine(text, at)) return 'content';
  if (first === '%' && state.mode === 'preamble') return 'nothing';
  return 'key';
}

function blockOpenedBy(text: string, at: number, next: number): Omit<SplitState, 'mode'> {
  if (text[at] === '?' && isDash(text, at)) return { itemIndent: -1, explicit: true };
  return { itemIndent: opensList(text, at, next) ? undefined : -1 };
}

const isValueLine = (text: string, at: number): boolean => text[at] === ':' && isDash(text, at);

/** `---` or `...` alone or before a space. */
function isMarker(text: string, at: number): boolean {
  const word = text.slice(at, at + 3);
  return (word === '---' || word === '...') && /^(?:[\s]|$)/.test(text.slice(at + 3, at + 4));
}

const isDash = (text: string, at: number): boolean => /^(?:[\s]|$)/.test(text.slice(at + 1, at + 2));

/** A key with only a comment after its colon: a list can follow. */
const opensList = (text: string, at: number, next: number): boolean =>
  /^[^\s#'"[\]{}&*!|>%@`][^:#]*:(?:[ \t]+#.*|[ \t]*)\r?\n?$/.test(text.slice(at, next));

/** Column of a line's first nonblank character; undefined for a blank line or a comment. */
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

/** Whether a YAML text is a mapping of top-level keys written in lines: all others are parsed in one piece. */
export function isCuttable(text: string): boolean {
  let started = false;
  for (let at = 0; at < text.length; at = lineEnd(text, at)) {
    const column = firstColumn(text, at);
    if (column === undefined) continue;
    const first = text[at + column] ?? '';
    if (column > 0) return false;
    if (first === '-' && isMarker(text, at)) {
      // Text after the marker belongs to the document.
      if (started || !isBareMarker(text, at)) return started;
      started = true;
      continue;
    }
    if (first === '%' && !started) {
      // A tag directive applies only in its chunk.
      if (text.startsWith('%TAG', at)) return false;
      continue;
    }
    return !'?:[]{}&*!|>@`-,'.includes(first);
  }
  return true;
}

/** Offset after the first document of a YAML text: at the beginning of the second one, or at a `...` that ends the first. */
export function firstDocumentEnd(text: string): number {
  let started = false;
  for (let at = 0; at < text.length; at = lineEnd(text, at)) {
    if (isMarker(text, at) && (started || text[at] === '.')) return at;
    const column = firstColumn(text, at);
    if (column !== undefined && !(text[at] === '%' && !started)) started = true;
  }
  return text.length;
}

const isBareMarker = (text: string, at: number): boolean =>
  /^---[ \t]*(?:[ \t]#.*)?\r?\n?$/.test(text.slice(at, lineEnd(text, at)));

/** Whether the text after the first document has content: markers, directives, and comments alone aren't a second one. */
export const hasContent = (rest: string): boolean =>
  rest
    .split('\n')
    .some((line) => !/^(?:---|\.\.\.)?[ \t]*(?:(?:^|[ \t])#.*)?\r?$/.test(line) && !line.startsWith('%'));
