import { nextLine } from './scan';
import type { TextSpan } from './shell';

/** Strings and comments of a language. Without an end mark, they extend to the end of the text. */
interface Lexis {
  /** Strings and comments, including those over several lines. */
  readonly skipped: readonly RegExp[];
  /** Marks of text whose end can't be found without parsing the language. */
  readonly unclear?: RegExp;
}

const hash = /#[^\n]*/y;
const slashes = /\/\/[^\n]*/y;
const block = /\/\*[\s\S]*?(?:\*\/|$)/y;
const triple = /("""|''')(?:\\[\s\S]|(?!\1)[\s\S])*(?:\1|$)/y;
/** Strings that end on their line at the latest. */
const onLine = /(["'])(?:\\[\s\S]|(?!\1)[^\\\n])*\1?/y;
/** Strings over several lines. */
const overLines = /(["'`])(?:\\[\s\S]|(?!\1)[^\\])*(?:\1|$)/y;
const backticks = /`(?:\\[\s\S]|[^`\\])*(?:`|$)/y;

const lexes: Readonly<Record<string, Lexis>> = {
  Python: { skipped: [triple, onLine, hash] },
  Julia: { skipped: [/#=[\s\S]*?(?:=#|$)/y, triple, /"(?:\\[\s\S]|[^"\\])*(?:"|$)/y, backticks, hash] },
  R: { skipped: [overLines, hash], unclear: /\b[rR]["'][-({[]/ },
  Ruby: { skipped: [overLines, hash], unclear: /<<[-~]?["'`A-Z]|%[qQwWiIxr]?[^\w\s=]|^=begin|^__END__/m },
  Perl: {
    skipped: [overLines, hash],
    unclear: /<<[-~]?\s*["'`A-Z]|\bq[qwrx]?\s*[^\w\s,;=]|^=\w|^__(?:END|DATA)__/m,
  },
  PHP: { skipped: [block, overLines, slashes, hash], unclear: /<<<|\?>/ },
  Lua: { skipped: [/(?:--)?\[(=*)\[[\s\S]*?(?:\]\1\]|$)/y, onLine, /--[^\n]*/y] },
  JavaScript: { skipped: [block, backticks, onLine, slashes] },
  Go: { skipped: [block, /`[^`]*(?:`|$)/y, onLine, slashes] },
  Rust: { skipped: [block, /"(?:\\[\s\S]|[^"\\])*(?:"|$)/y, slashes], unclear: /\br#*"/ },
  Java: { skipped: [block, triple, onLine, slashes] },
  C: { skipped: [block, onLine, slashes], unclear: /\bR"/ },
  SQL: { skipped: [block, /(["'`])(?:(?!\1)[\s\S])*(?:\1|$)/y, /--[^\n]*/y], unclear: /\$\w*\$/ },
};
const like: Readonly<Record<string, string>> = { TypeScript: 'JavaScript', Scala: 'Java', 'C++': 'C' };

/** Lines that begin as code, outside strings and comments. None if that can't be determined. */
export function codeLines(script: string, { start, end }: TextSpan, language: string): readonly TextSpan[] {
  const text = script.slice(start, end);
  const lexis = lexes[like[language] ?? language];
  if (lexis === undefined || lexis.unclear?.test(text) === true) return [];
  const lines: TextSpan[] = [];
  for (let at = 0; at < text.length; at++) {
    lines.push({ start: start + at, end: start + nextLine(text, at) });
    // Continues at the end of the line in which the last text of this one ends.
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
