import { nextLine } from './scan';
import type { TextSpan } from './shell';

/** Strings and comments of a language. Without a closing mark they extend to the end of the text. */
interface Lexis {
  /** Strings and comments, those over several lines among them. */
  readonly skipped: readonly RegExp[];
  /** Signs of text whose end cannot be found without parsing the language. */
  readonly unclear?: RegExp;
}

const HASH = /#[^\n]*/y;
const SLASHES = /\/\/[^\n]*/y;
const BLOCK = /\/\*[\s\S]*?(?:\*\/|$)/y;
const TRIPLE = /("""|''')(?:\\[\s\S]|(?!\1)[\s\S])*(?:\1|$)/y;
/** Strings that end with their line at the latest. */
const ON_LINE = /(["'])(?:\\[\s\S]|(?!\1)[^\\\n])*\1?/y;
/** Strings that go over lines. */
const OVER_LINES = /(["'`])(?:\\[\s\S]|(?!\1)[^\\])*(?:\1|$)/y;
const BACKTICKS = /`(?:\\[\s\S]|[^`\\])*(?:`|$)/y;

const LEXES: Readonly<Record<string, Lexis>> = {
  Python: { skipped: [TRIPLE, ON_LINE, HASH] },
  Julia: { skipped: [/#=[\s\S]*?(?:=#|$)/y, TRIPLE, /"(?:\\[\s\S]|[^"\\])*(?:"|$)/y, BACKTICKS, HASH] },
  R: { skipped: [OVER_LINES, HASH], unclear: /\b[rR]["'][-({[]/ },
  Ruby: { skipped: [OVER_LINES, HASH], unclear: /<<[-~]?["'`A-Z]|%[qQwWiIxr]?[^\w\s=]|^=begin|^__END__/m },
  Perl: {
    skipped: [OVER_LINES, HASH],
    unclear: /<<[-~]?\s*["'`A-Z]|\bq[qwrx]?\s*[^\w\s,;=]|^=\w|^__(?:END|DATA)__/m,
  },
  PHP: { skipped: [BLOCK, OVER_LINES, SLASHES, HASH], unclear: /<<<|\?>/ },
  Lua: { skipped: [/(?:--)?\[(=*)\[[\s\S]*?(?:\]\1\]|$)/y, ON_LINE, /--[^\n]*/y] },
  JavaScript: { skipped: [BLOCK, BACKTICKS, ON_LINE, SLASHES] },
  Go: { skipped: [BLOCK, /`[^`]*(?:`|$)/y, ON_LINE, SLASHES] },
  Rust: { skipped: [BLOCK, /"(?:\\[\s\S]|[^"\\])*(?:"|$)/y, SLASHES], unclear: /\br#*"/ },
  Java: { skipped: [BLOCK, TRIPLE, ON_LINE, SLASHES] },
  C: { skipped: [BLOCK, ON_LINE, SLASHES], unclear: /\bR"/ },
  SQL: { skipped: [BLOCK, /(["'`])(?:(?!\1)[\s\S])*(?:\1|$)/y, /--[^\n]*/y], unclear: /\$\w*\$/ },
};
const LIKE: Readonly<Record<string, string>> = { TypeScript: 'JavaScript', Scala: 'Java', 'C++': 'C' };

/** Lines that begin as code, outside strings and comments. None where that cannot be determined. */
export function codeLines(script: string, { start, end }: TextSpan, language: string): readonly TextSpan[] {
  const text = script.slice(start, end);
  const lexis = LEXES[LIKE[language] ?? language];
  if (lexis === undefined || lexis.unclear?.test(text) === true) return [];
  const lines: TextSpan[] = [];
  for (let at = 0; at < text.length; at++) {
    lines.push({ start: start + at, end: start + nextLine(text, at) });
    // On to the end of the line in which the last text of this one ends.
    while (at < text.length && text[at] !== '\n') at += lengthAt(text, at, lexis.skipped);
  }
  return lines;
}

function lengthAt(text: string, at: number, patterns: readonly RegExp[]): number {
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    if (length > 0) return length;
  }
  return 1;
}
