import type { ScalarNode, Span } from '../syntax/node';
import type { TextSpan } from './shell';

/** Where each place of a script stands in the sweep file. */
export interface ScriptMap {
  /** The span in the sweep file; the whole value where it cannot be told more exactly. */
  toSource(span: TextSpan): Span;
  /** Offset in the script of an offset in the chunk; undefined where it stands in no script text. */
  toScript(offset: number): number | undefined;
  /** Text as it has to be written into the sweep file at this place; undefined where it cannot be edited in place. */
  encode(text: string): string | undefined;
}

/** Maps the text of a scalar to its source: line by line in a `|` block, character by character in quotes. */
export function mapScript(node: ScalarNode): ScriptMap {
  if (node.style === 'literal') return literalMap(node);
  const table = node.style === 'folded' ? undefined : characterTable(node);
  return table === undefined ? wholeMap(node) : tableMap(node, table);
}

const wholeMap = (node: ScalarNode): ScriptMap => ({
  toSource: () => node,
  toScript: () => undefined,
  encode: () => undefined,
});

function literalMap(node: ScalarNode): ScriptMap {
  const { chunk } = node;
  const source = chunk.text.slice(node.start, node.end);
  const header = source.indexOf('\n');
  if (header === -1) return wholeMap(node);
  const first = node.start + header + 1;
  const lines = chunk.text.slice(first, node.end).split('\n');
  const indicator = /^[|>][-+]?([1-9])/.exec(source)?.[1];
  const filled = lines.find((line) => line.trim() !== '') ?? '';
  const parent = lineIndent(chunk.text, node.start);
  const indent =
    indicator === undefined ? filled.length - filled.trimStart().length : parent + Number(indicator);
  const sourceStarts: number[] = [];
  for (let index = 0, at = first; index < lines.length; index++) {
    sourceStarts.push(at);
    at += (lines[index]?.length ?? 0) + 1;
  }
  const scriptStarts = [0];
  for (let at = node.text.indexOf('\n'); at !== -1; at = node.text.indexOf('\n', at + 1))
    scriptStarts.push(at + 1);
  const offsetOf = (offset: number): number => {
    const line = lineOf(scriptStarts, Math.max(0, Math.min(offset, node.text.length)));
    const start = sourceStarts[line];
    if (start === undefined) return node.end;
    const length = lines[line]?.replace(/\r$/, '').length ?? 0;
    return start + Math.min(length, indent + offset - (scriptStarts[line] ?? 0));
  };
  return {
    toSource: ({ start, end }) => {
      const from = offsetOf(start);
      return { chunk, start: from, end: Math.max(from, offsetOf(end)) };
    },
    toScript: (offset) => {
      if (offset < first || offset > node.end) return undefined;
      const line = lineOf(sourceStarts, offset);
      const start = scriptStarts[line];
      if (start === undefined) return undefined;
      const column = Math.max(0, offset - (sourceStarts[line] ?? 0) - indent);
      return Math.min(start + column, (scriptStarts[line + 1] ?? node.text.length + 1) - 1, node.text.length);
    },
    encode: (text) => text.replaceAll('\n', `\n${' '.repeat(indent)}`),
  };
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lineIndent(text: string, at: number): number {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return /^ */.exec(text.slice(start))?.[0].length ?? 0;
}

/** Source offset of each character of the text, and of its end; undefined where lines are folded. */
function characterTable(node: ScalarNode): readonly number[] | undefined {
  const source = node.chunk.text.slice(node.start, node.end);
  if (source.includes('\n')) return undefined;
  if (node.style === 'plain')
    return source === node.text ? Array.from({ length: source.length + 1 }, (_, at) => at) : undefined;
  const table: number[] = [];
  const token = node.style === 'double' ? DOUBLE : SINGLE;
  let decoded = 0;
  for (const match of source.slice(1, -1).matchAll(token)) {
    // Eight digits may stand for two units of UTF-16.
    const units = match[0].startsWith('\\U') && Number.parseInt(match[0].slice(2), 16) > 0xffff ? 2 : 1;
    for (let unit = 0; unit < units; unit++) table.push(match.index + 1);
    decoded += units;
  }
  table.push(source.length - 1);
  return decoded === node.text.length ? table : undefined;
}

const DOUBLE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])|[\s\S]/g;
const SINGLE = /''|[\s\S]/g;

const tableMap = (node: ScalarNode, table: readonly number[]): ScriptMap => ({
  toSource: ({ start, end }) => {
    const at = (offset: number): number => node.start + (table[Math.min(offset, table.length - 1)] ?? 0);
    return { chunk: node.chunk, start: at(start), end: at(end) };
  },
  toScript: (offset) => {
    const within = offset - node.start;
    if (within < (table[0] ?? 0) || within > (table.at(-1) ?? 0)) return undefined;
    return lineOf(table, within);
  },
  encode: (text) => {
    if (node.style === 'double') return JSON.stringify(text).slice(1, -1);
    if (text.includes('\n')) return undefined;
    return node.style === 'single' ? text.replaceAll("'", "''") : text;
  },
});
