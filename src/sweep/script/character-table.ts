import type { ScalarNode } from '../syntax/node';

/**
 * Offset in the chunk of each character of a scalar's text, and of its end. Follows YAML's line folding; if the result
 * isn't the text of the parser, there is no table.
 */
export function characterTable(node: ScalarNode): readonly number[] | undefined {
  return node.style === 'folded' ? foldedTable(node) : flowTable(node);
}

const double = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|\r?\n[ \t]*|[\s\S])/y;
const single = /''/y;
const blankCharacters: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n']);
const breakCharacters = /[ \t]*(?:\r?\n[ \t]*)+/y;

/** A plain scalar, or one in quotes; on one line or on several. */
function flowTable({ chunk, start, end, text, style }: ScalarNode): readonly number[] | undefined {
  const quote = style === 'plain' ? 0 : 1;
  const source = chunk.text.slice(start, end);
  const last = source.length - quote;
  const escapes = style === 'double' ? double : single;
  const marker = style === 'double' ? '\\' : style === 'single' ? "'" : undefined;
  const table: number[] = [];
  const take = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  for (let at = quote; at < last; ) {
    const first = source[at] ?? '';
    const escaped = first === marker ? take(escapes, at) : undefined;
    const breaks =
      escaped === undefined && blankCharacters.has(first) ? take(breakCharacters, at) : undefined;
    const token = escaped ?? breaks ?? first;
    const units = escaped !== undefined ? unitsOf(escaped) : breaks !== undefined ? unitsBetween(breaks) : 1;
    const written =
      breaks === undefined ? token : units === 1 && countBreaks(breaks) === 1 ? ' ' : '\n'.repeat(units);
    if (escaped === undefined && !text.startsWith(written, table.length)) return undefined;
    for (let unit = 0; unit < units; unit++) table.push(start + at);
    at += token.length;
  }
  if (table.length !== text.length) return undefined;
  table.push(start + last);
  return table;
}

/** Characters that an escape represents. */
function unitsOf(token: string): number {
  if (/^\\\r?\n/.test(token)) return 0;
  // Eight digits may represent two UTF-16 units.
  return token.startsWith('\\U') && Number.parseInt(token.slice(2), 16) > 0xffff ? 2 : 1;
}

const countBreaks = (text: string): number => text.split('\n').length - 1;

/** One line break becomes a space; of several, all except the first one stay. */
const unitsBetween = (breaks: string): number => Math.max(1, countBreaks(breaks) - 1);

/** A `>` block: its lines as they are, and a space or line breaks between them. */
function foldedTable({ chunk, start, end, text }: ScalarNode): readonly number[] | undefined {
  const header = chunk.text.indexOf('\n', start);
  if (header === -1 || header >= end) return undefined;
  const table: number[] = [];
  let indent: number | undefined;
  let before = header + 1;
  for (let at = header + 1; at < end; ) {
    const lineFeed = chunk.text.indexOf('\n', at);
    const stop = lineFeed === -1 || lineFeed >= end ? end : lineFeed;
    const line = chunk.text.slice(at, stop).replace(/\r$/, '');
    const blanks = line.length - line.trimStart().length;
    if (line.trim() !== '' && table.length < text.length) {
      const folded = gapAt(text, table.length, table.length === 0);
      for (let unit = 0; unit < folded; unit++) table.push(before);
      const rest = text.slice(table.length);
      indent ??= blanks - (rest.length - rest.trimStart().length);
      const content = line.slice(Math.max(0, indent));
      if (!rest.startsWith(content)) return undefined;
      for (let column = 0; column < content.length; column++) table.push(at + indent + column);
      before = at + line.length;
    }
    at = stop + 1;
  }
  if (!/^\n*$/.test(text.slice(table.length))) return undefined;
  while (table.length <= text.length) table.push(before);
  return table;
}

/** Characters between two lines of a folded text. */
function gapAt(text: string, at: number, first: boolean): number {
  const breaks = /^\n*/.exec(text.slice(at))?.[0].length ?? 0;
  if (breaks > 0 || first) return breaks;
  return text[at] === ' ' ? 1 : 0;
}
