import { LazyChunk } from './chunk';
import type { Cut, Cutter } from './cutter';
import { isBlank, isComment, tokenEnd } from './json-lexis';
import type { Chunk, JsonFrame } from './node';

/** The state at the beginning of a line. */
export interface JsonState {
  /** Open brackets, the outermost first: `{[` within a list under a top-level key. */
  readonly open: string;
  /** The previous element. */
  readonly before: 'nothing' | 'opener' | 'comma' | 'colon' | 'value';
  /** Whether the second bracket is a list whose entries are divided. */
  readonly inList: boolean;
  /** Columns before the first of these entries; undefined before the first entry. */
  readonly itemIndent: number | undefined;
  /** Whether a comment is open: nothing after it is certain. */
  readonly inComment: boolean;
}

const start: JsonState = {
  open: '',
  before: 'nothing',
  inList: false,
  itemIndent: undefined,
  inComment: false,
};
const betweenKeys: JsonState = { ...start, open: '{', before: 'comma' };
/** @param itemIndent undefined before the first entry */
const betweenEntries = (itemIndent: number | undefined): JsonState => ({
  ...betweenKeys,
  open: '{[',
  inList: true,
  itemIndent,
});

/**
 * Divides JSON where a line begins with a top-level key or with an entry of a list under one, at their usual depth. If
 * a brace is missing, the next entry in the column of the first one is still an entry, so that the problems of one run
 * don't affect those below it.
 */
export const jsonCutter: Cutter<JsonState> = {
  start: start,
  cut: (text, line, from, atEnd) => new JsonCut(text, line, from).made(atEnd),
  stateBefore: ({ role, itemIndent }) => {
    if (role === 'preamble' || role === 'whole') return start;
    if (role === 'block') return betweenKeys;
    return betweenEntries(itemIndent < 0 ? undefined : itemIndent);
  },
  stillFits: (state, { text, role, itemIndent }) => {
    if (state.inComment) return false;
    const column = /^[ \t]*/.exec(text)?.[0].length ?? 0;
    if (isComment(text, column)) return false;
    const place = placeOf(state, text[column] ?? '', column);
    if (place === undefined || place.inList !== (role === 'item' || role === 'close')) return false;
    return (place.itemIndent ?? -1) === itemIndent;
  },
};

/** The state in which a chunk begins with this line; undefined if none does. */
function placeOf(state: JsonState, first: string, column: number): JsonState | undefined {
  const { open, before, inList } = state;
  const separated = before === 'comma' || before === 'opener';
  if (open === '{') return separated && first === '"' ? betweenKeys : undefined;
  if (!inList) return undefined;
  const entry = betweenEntries(state.itemIndent ?? column);
  const end = betweenEntries(state.itemIndent);
  if (open === '{[') {
    if (first === ']') return end;
    return separated && !'},:'.includes(first) ? entry : undefined;
  }
  // A brace isn't allowed here, so the previous entry lacks one.
  const misplaced = open.endsWith('{') ? before !== 'colon' : before === 'value';
  if (first === '{' && column === state.itemIndent && misplaced) return entry;
  return first === ']' && !open.includes('[', 2) ? end : undefined;
}

/** One text that is being divided. The state is in fields, since an object for each token would take half of the time. */
class JsonCut {
  readonly #chunks: Chunk[] = [];
  #open: string;
  #before: JsonState['before'];
  #inList: boolean;
  #itemIndent: number | undefined;
  #inComment = false;
  #role: Chunk['role'];
  #frame: string;
  #indent: number;
  #chunkStart = 0;
  #chunkLine: number;
  #line: number;
  #lineStart = 0;

  constructor(
    private readonly text: string,
    line: number,
    from: JsonState,
  ) {
    this.#open = from.open;
    this.#before = from.before;
    this.#inList = from.inList;
    this.#itemIndent = from.itemIndent;
    this.#line = line;
    this.#chunkLine = line;
    this.#role = from.open === '' ? 'preamble' : from.inList ? 'item' : 'block';
    this.#frame = from.open === '' ? '' : frameOf(from).before;
    this.#indent = from.itemIndent ?? -1;
  }

  made(atEnd: boolean): Cut<JsonState> {
    const { text } = this;
    let bare = true;
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (isBlank(code)) {
        at++;
        if (code === 0x0a) {
          bare = true;
          this.#line++;
          this.#lineStart = at;
        }
        continue;
      }
      const end = tokenEnd(text, at);
      if (isComment(text, at)) {
        const stays = this.#passComment(at, end);
        bare = bare && stays;
      } else {
        if (bare) this.#begin(at);
        this.#take(text[at] ?? '', end);
        bare = false;
      }
      at = end;
    }
    const state = this.#state();
    this.#close(text.length, atEnd || state.open === '' ? '' : frameOf(state).after);
    return { chunks: this.#chunks, state };
  }

  #state(): JsonState {
    return {
      open: this.#open,
      before: this.#before,
      inList: this.#inList,
      itemIndent: this.#itemIndent,
      inComment: this.#inComment,
    };
  }

  /** Whether the line still begins with the text that follows: a line that begins within a comment doesn't. */
  #passComment(at: number, end: number): boolean {
    const comment = this.text.slice(at, end);
    const lines = comment.split('\n');
    this.#inComment = comment.startsWith('/*') && (comment.length < 4 || !comment.endsWith('*/'));
    this.#line += lines.length - 1;
    if (lines.length > 1) this.#lineStart = end - (lines.at(-1)?.length ?? 0);
    return lines.length === 1;
  }

  #begin(at: number): void {
    const place = placeOf(this.#state(), this.text[at] ?? '', at - this.#lineStart);
    if (place === undefined) return;
    const frame = frameOf(place);
    // Chunks begin at the start of a line: a comment before the entry is part of it.
    this.#close(this.#lineStart, frame.after);
    this.#open = place.open;
    this.#before = place.before;
    this.#inList = place.inList;
    this.#itemIndent = place.itemIndent;
    this.#role = place.inList ? 'item' : 'block';
    this.#frame = frame.before;
    this.#indent = place.itemIndent ?? -1;
  }

  #close(end: number, after: string): void {
    if (end === this.#chunkStart) return;
    const text = this.text.slice(this.#chunkStart, end);
    const frame: JsonFrame = { before: this.#frame, after };
    this.#chunks.push(new LazyChunk(text, this.#role, this.#indent, 'json', this.#chunkLine, frame));
    this.#chunkStart = end;
    this.#chunkLine = this.#line;
  }

  #take(sign: string, end: number): void {
    switch (sign) {
      case '{':
      case '[':
        this.#enter(sign, end);
        break;
      case '}':
      case ']':
        this.#leave(sign === '}' ? '{' : '[');
        break;
      case ',':
        this.#before = 'comma';
        break;
      case ':':
        this.#before = 'colon';
        break;
      default:
        this.#before = 'value';
    }
  }

  #enter(opener: string, end: number): void {
    // The file isn't divided if it isn't a mapping.
    if (this.#open === '' && (this.#before !== 'nothing' || opener !== '{')) {
      this.#before = 'value';
      return;
    }
    const list = opener === '[' && this.#open === '{' && this.#before === 'colon';
    if (list && endsLine(this.text, end)) {
      this.#inList = true;
      this.#itemIndent = undefined;
    }
    this.#open += opener;
    this.#before = 'opener';
  }

  /** A bracket closes the nearest one of its kind; a bracket that would close more than its entry has no effect. */
  #leave(opener: string): void {
    this.#before = 'value';
    const at = this.#open.lastIndexOf(opener);
    const stray = at !== this.#open.length - 1 && at < (this.#inList ? 2 : 1);
    if (at === -1 || stray) return;
    this.#open = this.#open.slice(0, at);
    if (at >= 2) return;
    if (at === 1 && this.#role === 'item') this.#role = 'close';
    this.#inList = false;
    this.#itemIndent = undefined;
  }
}

const frameOf = ({ inList }: JsonState): JsonFrame => (inList ? listFrame : keys);

/** The position of a chunk that is a separate document. */
const keys: JsonFrame = { before: '{', after: '}' };
const listFrame: JsonFrame = { before: '{"":[', after: ']}' };

/** Whether only a comment follows on the line. */
function endsLine(text: string, at: number): boolean {
  const rest = /[ \t]*(?:\/\/[^\n]*|\/\*(?:[^*\n]|\*(?!\/))*\*\/[ \t]*)?\r?(?:\n|$)/y;
  rest.lastIndex = at;
  return rest.test(text);
}
