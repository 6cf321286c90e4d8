import type { TextSpan } from './shell';

/** A here-document as the shell reads it: its body starts on the line after its opening. */
export interface HereText {
  /** The word after `<<`, with its quotes. */
  readonly opening: TextSpan;
  readonly delimiter: string;
  /** `<< 'END'`: the shell doesn't expand anything in it. */
  readonly quoted: boolean;
  readonly body: TextSpan;
  /** The delimiter that ends it. */
  readonly closing: TextSpan;
  /** False if the delimiter is missing: the here-document extends to the end of the script. */
  readonly closed: boolean;
}

/** Parts of a script that the grammar misparses, found by scanning its characters. */
export interface Scan {
  /** The script with these parts blanked out; every other character keeps its offset. */
  readonly masked: string;
  readonly hereTexts: readonly HereText[];
  /** Offsets and lengths of substrings: `FOO:2` in `${X:FOO:2}`. */
  readonly arithmetic: readonly TextSpan[];
  /** Names that `exec {fd}>file` and `coproc NAME` set. */
  readonly names: readonly TextSpan[];
  /** Other variables that a coprocess sets. */
  readonly implied: readonly string[];
  /** False if a quote or bracket isn't closed. */
  readonly complete: boolean;
}

/** Reads quotes, comments, expansions and here-documents of a shell script in one pass. */
export function scanShell(text: string): Scan {
  const scanner = new Scanner(text);
  scanner.commands(undefined);
  scanner.end();
  const { hereTexts, arithmetic, names, implied, complete } = scanner;
  return { masked: scanner.masked(), hereTexts, arithmetic, names, implied, complete };
}

/** Words before another command. */
const openers: ReadonlySet<string> = new Set([
  ...['then', 'do', 'else', 'elif', 'if', 'while', 'until', '{', '!', 'time'],
]);
const deepest = 60;

interface Opening {
  readonly opening: TextSpan;
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripsTabs: boolean;
}

class Scanner {
  readonly hereTexts: HereText[] = [];
  readonly arithmetic: TextSpan[] = [];
  readonly names: TextSpan[] = [];
  readonly implied: string[] = [];
  complete = true;
  readonly #masks: (TextSpan & { readonly fill: string })[] = [];
  #pending: Opening[] = [];
  #at = 0;
  #depth = 0;

  constructor(private readonly text: string) {}

  masked(): string {
    let masked = '';
    let at = 0;
    for (const { start, end, fill } of this.#masks.sort((a, b) => a.start - b.start)) {
      if (start < at) continue;
      masked += this.text.slice(at, start) + this.text.slice(start, end).replaceAll(/[^\n]/g, fill);
      at = end;
    }
    return masked + this.text.slice(at);
  }

  /** Here-documents opened in the last line are empty. */
  end(): void {
    if (this.#pending.length > 0) this.#bodies();
  }

  /** Reads commands up to a closing parenthesis or backtick, or to the end. */
  commands(close: ')' | '`' | undefined): void {
    if (++this.#depth > deepest) this.complete = false;
    let parentheses = 0;
    let cases = 0;
    let expecting = true;
    let previous = '';
    while (this.#at < this.text.length) {
      const character = this.text[this.#at];
      if (character === close && (character === '`' || (parentheses === 0 && cases === 0))) {
        this.#at++;
        this.#depth--;
        return;
      }
      const before: boolean = expecting;
      expecting = false;
      switch (character) {
        case '\n':
          this.#at++;
          if (this.#pending.length > 0) this.#bodies();
          expecting = true;
          break;
        case ' ':
        case '\t':
        case '\r':
          this.#at++;
          expecting = before;
          break;
        case ';':
        case '&':
        case '|':
          this.#at++;
          expecting = true;
          break;
        case '(':
          if (this.text[this.#at + 1] === '(' && (before || previous === 'for') && this.#sum('))', 2)) break;
          parentheses++;
          this.#at++;
          expecting = true;
          break;
        case ')':
          // The parenthesis after a pattern of `case` doesn't close anything.
          if (parentheses > 0) parentheses--;
          this.#at++;
          expecting = true;
          break;
        case '#':
          if (this.#startsWord()) this.#at = endOfLine(this.text, this.#at);
          else this.#at++;
          expecting = before;
          break;
        case '<':
          this.#redirection();
          break;
        case '>':
          this.#at++;
          break;
        default:
          if (this.#quoted() || this.#dollar(false)) break;
          previous = this.#word(before);
          expecting = openers.has(previous) || (before && previous === '');
          if (before && previous === 'case') cases++;
          if (before && previous === 'esac') cases = Math.max(0, cases - 1);
      }
    }
    this.#depth--;
    if (close !== undefined) this.complete = false;
  }

  #startsWord(): boolean {
    return this.#at === 0 || /[\s;&|()`]/.test(this.text[this.#at - 1] ?? '');
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text);
  }

  #mask(start: number, end: number, fill = ' '): void {
    this.#masks.push({ start, end, fill });
  }

  /** A word without quotes; "" if it was masked. */
  #word(expecting: boolean): string {
    const first = this.#startsWord();
    const word = this.#match(/[^\s;&|()<>'"`$\\]+/y)?.[0] ?? this.text[this.#at] ?? '';
    const start = this.#at;
    this.#at += word.length;
    if (!first) return word;
    if (/^\{[A-Za-z_]\w*\}$/.test(word) && /[<>]/.test(this.text[this.#at] ?? '')) {
      this.names.push({ start: start + 1, end: this.#at - 1 });
      this.#mask(start, this.#at);
      return '';
    }
    if (expecting && word === 'coproc') return this.#coprocess(start);
    if (expecting && word === 'time' && this.#match(/[ \t]+(?:-p[ \t]+)?[({]/y) !== null) {
      this.#mask(start, this.#at);
      return '';
    }
    return word;
  }

  /** `coproc NAME { …; }` sets NAME and NAME_PID; without a name it is COPROC. */
  #coprocess(start: number): string {
    const named = this.#match(
      /[ \t]+([A-Za-z_]\w*)[ \t]+(?=[({]|(?:while|until|for|if|case|select|\[\[)\b)/y,
    );
    const name = named?.[1];
    if (named !== null && name !== undefined) {
      const at = this.#at + named[0].indexOf(name);
      this.names.push({ start: at, end: at + name.length });
      this.#at += named[0].length;
    }
    this.implied.push('COPROC', `${name ?? 'COPROC'}_PID`);
    this.#mask(start, this.#at);
    return '';
  }

  /** Consumes a quote, if there is one here. */
  #quoted(): boolean {
    switch (this.text[this.#at]) {
      case '\\':
        this.#at += 2;
        return true;
      case "'":
        this.#skipTo("'", this.#at + 1);
        return true;
      case '"':
        this.#double();
        return true;
      case '`':
        this.#at++;
        this.commands('`');
        return true;
      default:
        return false;
    }
  }

  #skipTo(end: string, from: number): void {
    const at = this.text.indexOf(end, from);
    if (at === -1) this.complete = false;
    this.#at = at === -1 ? this.text.length : at + end.length;
  }

  #double(): void {
    this.#at++;
    while (this.#at < this.text.length) {
      const character = this.text[this.#at];
      if (character === '"') {
        this.#at++;
        return;
      }
      if (character === '\\') this.#at += 2;
      else if (character === '`') this.#quoted();
      else if (!this.#dollar(true)) this.#at++;
    }
    this.complete = false;
  }

  /** Consumes an expansion, if there is one here. */
  #dollar(inDouble: boolean): boolean {
    if (this.text[this.#at] !== '$') return false;
    switch (this.text[this.#at + 1]) {
      case '(':
        if (this.text[this.#at + 2] === '(' && this.#sum('))', 3)) return true;
        this.#at += 2;
        this.commands(')');
        return true;
      case '[':
        if (!this.#sum(']', 2)) this.#at += 2;
        return true;
      case '{':
        this.#braces(inDouble);
        return true;
      case "'":
        if (inDouble) this.#at++;
        else this.#ansi();
        return true;
      default:
        this.#at++;
        return true;
    }
  }

  /** `$'…'` */
  #ansi(): void {
    const match = this.#match(/\$'(?:[^'\\]|\\[\s\S])*'/y);
    if (match === null) this.complete = false;
    this.#at = match === null ? this.text.length : this.#at + match[0].length;
  }

  /** `${…}`, including substrings. */
  #braces(inDouble: boolean): void {
    // `${ command; }` (bash 5.3) is unknown to the grammar.
    if (this.#match(/\$\{[\s|]/y) !== null) this.complete = false;
    const head = this.#match(/\$\{[!#]?(?:[A-Za-z_]\w*|\d+|[@*])(?:\[[^\]\n]*\])?:(?![-=?+])/y);
    this.#at += head === null ? 2 : head[0].length;
    const start = this.#at;
    while (this.#at < this.text.length) {
      const character = this.text[this.#at];
      if (character === '}') {
        if (head !== null) {
          this.arithmetic.push({ start, end: this.#at });
          this.#mask(start, this.#at, '1');
        }
        this.#at++;
        return;
      }
      if (character === "'" && inDouble) this.#at++;
      else if (!this.#quoted() && !this.#dollar(inDouble)) this.#at++;
    }
    this.complete = false;
  }

  /** Consumes arithmetic, where `<<` is a shift, if there is any here. */
  #sum(close: '))' | ']', opening: number): boolean {
    const start = this.#at;
    const { complete } = this;
    let depth = 0;
    this.#at += opening;
    while (this.#at < this.text.length) {
      const character = this.text[this.#at];
      if (depth === 0 && this.text.startsWith(close, this.#at)) {
        this.#at += close.length;
        return true;
      }
      if (character === '(' || character === '[') depth++;
      if (character === ')' || character === ']') depth--;
      if (depth < 0) break;
      if (!this.#quoted() && !this.#dollar(false)) this.#at++;
    }
    // `((` opens a subshell within a subshell.
    this.#at = start;
    this.complete = complete;
    return false;
  }

  #redirection(): void {
    const start = this.#at;
    if (this.text.startsWith('<<<', start)) {
      // The grammar accepts a here-string only as the first redirection.
      this.#mask(start, start + 2);
      this.#at += 3;
      return;
    }
    const operator = this.#match(/<<(-?)[ \t]*/y);
    if (operator === null) {
      this.#at++;
      return;
    }
    this.#at += operator[0].length;
    const from = this.#at;
    const word = this.#match(/(?:'[^'\n]*'|"[^"\n]*"|\\[^\n]|[^\s;&|()<>'"\\])+/y)?.[0];
    if (word === undefined) {
      this.complete = false;
      return;
    }
    this.#at += word.length;
    const delimiter = word.replaceAll(/["'\\]/g, '');
    this.#pending.push({
      opening: { start: from, end: this.#at },
      delimiter,
      quoted: word !== delimiter,
      stripsTabs: operator[1] === '-',
    });
    const number = /(?<=^|\s)\d+$/.exec(this.text.slice(Math.max(0, start - 4), start))?.[0].length ?? 0;
    this.#mask(start - number, this.#at);
  }

  /** The bodies of here-documents follow the line that opens them, one after the other. */
  #bodies(): void {
    const start = this.#at;
    for (const { opening, delimiter, quoted, stripsTabs } of this.#pending) {
      const body = this.#at;
      let closing: TextSpan | undefined;
      for (let at = body; at < this.text.length; at = nextLine(this.text, at)) {
        const line = this.text.slice(at, endOfLine(this.text, at)).replace(/\r$/, '');
        if ((stripsTabs ? line.replace(/^\t+/, '') : line) !== delimiter) continue;
        closing = { start: at, end: at + line.length };
        break;
      }
      const end = closing?.start ?? this.text.length;
      this.hereTexts.push({
        opening,
        delimiter,
        quoted,
        body: { start: Math.min(body, end), end },
        closing: closing ?? { start: end, end },
        closed: closing !== undefined,
      });
      this.#at = closing === undefined ? this.text.length : nextLine(this.text, closing.start);
    }
    this.#mask(start, this.#at);
    this.#pending = [];
  }
}

/** The beginning of the next line, or the end of the text. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** The end of a line, before its break. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** The beginning of the line that an offset is in. */
export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
