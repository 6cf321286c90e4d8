/** A position inside the brackets of YAML's flow style: `{lr: 1, |}`. */
export interface FlowPlace {
  /** Offset of the outermost bracket. */
  readonly open: number;
  readonly kind: 'key' | 'value';
  /** From the outermost bracket: keys, `#` for an entry of a list; for a value of a mapping, its own key is the last. */
  readonly steps: readonly string[];
  /** The word before the position, without an opening quote. */
  readonly word: string;
  /** Other keys of the same mapping. */
  readonly siblings: ReadonlySet<string>;
  /** Whether a key still needs its colon and value. */
  readonly bare: boolean;
}

interface Frame {
  readonly kind: '{' | '[';
  readonly keys: string[];
  /** The key of the next value. */
  key: string | undefined;
  /** Start of the current key or value. */
  token: number;
}

/** The beginning of a line in block style: dashes, a key, an anchor, or a tag. */
const leadPattern =
  /( *)((?:- +)*)((?:"[^"\n]*"|'[^'\n]*'|[^\s#"'{}[\],&*!|>%@`-][^\n#]*?|-[^\s\n][^\n#]*?)[ \t]*:(?=\s|$))?[ \t]*(?:[&!][^\s]*[ \t]+)*/y;

/** The brackets around a position; undefined in block style, comments and block scalars. */
export function flowAt(text: string, offset: number): FlowPlace | undefined {
  for (let at = 0; at < offset; ) {
    leadPattern.lastIndex = at;
    const [lead = '', blanks = '', dashes = '', key] = leadPattern.exec(text) ?? [];
    const start = at + lead.length;
    switch (text[start]) {
      case '{':
      case '[': {
        const flow = new Flow(text, offset, blanks.length);
        at = flow.read(start);
        if (flow.place !== undefined) return flow.place;
        break;
      }
      case '|':
      case '>':
        at = endOfBlock(text, start, blanks.length + (key === undefined ? 0 : dashes.length));
        break;
      case '"':
      case "'":
        at = nextLine(text, endOfQuote(text, start));
        break;
      default:
        at = nextLine(text, start);
    }
  }
  return undefined;
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};

const nextLine = (text: string, at: number): number => Math.min(endOfLine(text, at) + 1, text.length);

/** Offset after the last line that is indented more than the key of a block scalar. */
function endOfBlock(text: string, start: number, indent: number): number {
  let at = nextLine(text, start);
  while (at < text.length) {
    const line = text.slice(at, nextLine(text, at));
    if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
    at = nextLine(text, at);
  }
  return at;
}

/** Offset after the closing quote; the end of the text if there is none. */
function endOfQuote(text: string, start: number): number {
  const pattern = text[start] === '"' ? /"(?:\\[\s\S]|[^"\\])*"?/y : /'(?:''|[^'])*'?/y;
  pattern.lastIndex = start;
  return start + (pattern.exec(text)?.[0].length ?? 1);
}

/** Reads from the outermost bracket to its end, or to the place where it is apparently unclosed. */
class Flow {
  #found: Omit<FlowPlace, 'siblings'> | undefined;
  readonly #frames: Frame[] = [];
  /** The mapping around the place, while its other keys are being read. */
  #around: Frame | undefined;
  /** Whether the key at the place itself hasn't been read yet. */
  #own = false;

  constructor(
    private readonly text: string,
    private readonly offset: number,
    private readonly indent: number,
  ) {}

  /** The position, when it has been reached. */
  get place(): FlowPlace | undefined {
    return this.#found && { ...this.#found, siblings: new Set(this.#around?.keys) };
  }

  read(open: number): number {
    for (let at = open; at < this.text.length; ) {
      if (at === this.offset && this.#found === undefined) this.#stop(open);
      const next = this.#step(at);
      if (at < this.offset && this.#found === undefined) {
        const isComment = this.text[at] === '#' && next > at + 1;
        if (isComment && this.offset <= next) return next;
        // The position is in quotes.
        if (this.offset < next) this.#stop(open);
      }
      at = next;
      const closed = this.#around !== undefined && !this.#frames.includes(this.#around);
      if (this.#frames.length === 0 || closed || this.#isLeft(at)) return at;
    }
    if (this.#found === undefined && this.offset === this.text.length) this.#stop(open);
    return this.text.length;
  }

  /** Whether a block-style line begins here. */
  #isLeft(at: number): boolean {
    if (this.text[at - 1] !== '\n') return false;
    const line = this.text.slice(at, nextLine(this.text, at));
    const blanks = line.length - line.trimStart().length;
    return blanks <= this.indent && /^ *(?:- |[\w"'][^{}[\]]*?:(?:\s|$))/.test(line);
  }

  #step(at: number): number {
    const { text } = this;
    const frame = this.#frames.at(-1);
    const character = text[at];
    switch (character) {
      case '{':
      case '[':
        this.#frames.push({ kind: character, keys: [], key: undefined, token: at + 1 });
        return at + 1;
      case '}':
      case ']':
        this.#frames.pop();
        return at + 1;
      case ',':
        if (frame !== undefined) {
          if (frame === this.#around) this.#own = false;
          frame.key = undefined;
          frame.token = at + 1;
        }
        return at + 1;
      case ':':
        if (frame?.kind === '{' && frame.key === undefined && this.#endsKey(frame, at)) {
          const key = unquoted(text.slice(frame.token, at));
          frame.key = key;
          frame.token = at + 1;
          if (frame === this.#around && this.#own) this.#own = false;
          else frame.keys.push(key);
        }
        return at + 1;
      case '"':
      case "'":
        return frame !== undefined && text.slice(frame.token, at).trim() === ''
          ? endOfQuote(text, at)
          : at + 1;
      case '#':
        return /\s/.test(text[at - 1] ?? '') ? endOfLine(text, at) : at + 1;
      default:
        return at + 1;
    }
  }

  /** In `a:b` the colon is part of the word; after quotes it ends the key. */
  #endsKey({ token }: Frame, at: number): boolean {
    return /^[\s,}\]]?$/.test(this.text[at + 1] ?? '') || /["']\s*$/.test(this.text.slice(token, at));
  }

  #stop(open: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    const { text, offset } = this;
    const isKey = frame.kind === '{' && frame.key === undefined;
    const steps = this.#frames.map(({ kind, key }) => (kind === '[' ? '#' : (key ?? '')));
    const bare = !/^[\w.-]*["']?\s*:/.test(text.slice(offset));
    this.#found = {
      open,
      kind: isKey ? 'key' : 'value',
      steps: isKey || frame.kind === '[' ? steps.slice(0, -1) : steps,
      word: text.slice(frame.token, offset).replace(/^\s*["']?/, ''),
      bare,
    };
    this.#around = frame;
    this.#own = isKey && !bare;
  }
}

const unquoted = (token: string): string => token.trim().replaceAll(/^["']|["']$/g, '');
