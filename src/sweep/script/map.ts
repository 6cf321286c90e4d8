import type { SpanEdit } from '../finding';
import { type ExactSpan, exactSpan, exactSpanOf, type ScalarNode, type Span } from '../syntax/node';
import { characterTable } from './character-table';
import type { TextSpan } from './shell';

/** Maps positions of a text, such as a script, to the sweep file. */
export interface ScriptMap {
  /** The range to show for a span; the full value if it can't be located exactly. */
  toSource(span: TextSpan): Span;
  /** The editable location of a span; undefined if it isn't certain. */
  toExact(span: TextSpan): ExactSpan | undefined;
  /** Offset in the script of an offset in the chunk; undefined outside the script's text. */
  toScript(offset: number): number | undefined;
  /** Text in the form that replaces a span in the sweep file; undefined if it can't be edited in place. */
  encode(text: string, span: TextSpan): string | undefined;
}

/** Maps the text of a scalar to its source: line by line in a `|` block, character by character elsewhere. */
export function mapScript(node: ScalarNode): ScriptMap {
  if (exactSpanOf(node) === undefined) return unmapped(node);
  if (node.style === 'literal') return literalMap(node);
  const table = characterTable(node);
  return table === undefined ? unmapped(node) : tableMap(node, table);
}

/** An edit of a text within a scalar; undefined if it can't be made in place. */
export function editIn(map: ScriptMap, span: TextSpan, newText: string): SpanEdit | undefined {
  const place = map.toExact(span);
  const written = map.encode(newText, span);
  return place === undefined || written === undefined ? undefined : { span: place, newText: written };
}

/** Findings in a text that isn't written at this node, such as a script in a separate file, are shown at the node. */
export const unmapped = (node: ScalarNode): ScriptMap => ({
  toSource: () => node,
  toExact: () => undefined,
  toScript: () => undefined,
  encode: () => undefined,
});

function literalMap(node: ScalarNode): ScriptMap {
  const { chunk } = node;
  const source = chunk.text.slice(node.start, node.end);
  const header = source.indexOf('\n');
  if (header === -1) return unmapped(node);
  const first = node.start + header + 1;
  const lines = chunk.text.slice(first, node.end).split('\n').map(withoutReturn);
  const texts = node.text.split('\n');
  const indent = indentOf(lines, texts);
  const lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
  const sourceStarts = [first];
  for (
    let at = chunk.text.indexOf('\n', first);
    at !== -1 && at < node.end;
    at = chunk.text.indexOf('\n', at + 1)
  )
    sourceStarts.push(at + 1);
  const scriptStarts = [0];
  for (let at = node.text.indexOf('\n'); at !== -1; at = node.text.indexOf('\n', at + 1))
    scriptStarts.push(at + 1);
  const lineAt = (offset: number): number =>
    lineOf(scriptStarts, Math.max(0, Math.min(offset, node.text.length)));
  const offsetOf = (offset: number): number => {
    const line = lineAt(offset);
    const start = sourceStarts[line];
    if (start === undefined) return node.end;
    return start + Math.min(lines[line]?.length ?? 0, indent + offset - (scriptStarts[line] ?? 0));
  };
  /** Whether these lines of the file are those of the script, after the indentation. */
  const agree = (from: number, to: number): boolean => {
    for (let line = from; line <= to; line++) {
      const [source, text] = [lines[line] ?? '', texts[line] ?? ''];
      if (source.slice(indent) !== text || source.slice(0, indent).trim() !== '') return false;
    }
    return true;
  };
  const toSource = ({ start, end }: TextSpan): Span => {
    const from = offsetOf(start);
    return { chunk, start: from, end: Math.max(from, offsetOf(end)) };
  };
  return {
    toSource,
    toExact: (span) => {
      if (!agree(lineAt(span.start), lineAt(span.end))) return undefined;
      // The last line break ends the block: without it, the line below would be indented.
      if (span.start < span.end && span.end === node.text.length && node.text.endsWith('\n'))
        return undefined;
      const { start, end } = toSource(span);
      return exactSpan(chunk, start, end);
    },
    toScript: (offset) => {
      if (offset < first || offset > node.end) return undefined;
      const line = lineOf(sourceStarts, offset);
      const start = scriptStarts[line];
      if (start === undefined) return undefined;
      const column = Math.max(0, offset - (sourceStarts[line] ?? 0) - indent);
      return Math.min(start + column, (scriptStarts[line + 1] ?? node.text.length + 1) - 1, node.text.length);
    },
    encode: (text, { start, end }) => {
      const line = lineAt(start);
      const last = lineAt(end);
      const rest = (texts[last] ?? '').slice(Math.max(0, end - (scriptStarts[last] ?? 0)));
      const written = (text + rest).split('\n');
      // Blank lines aren't indented: text that begins there contains its own indentation.
      const indented = written.map((content, at) => {
        const missing = at === 0 ? indent - Math.min(indent, lines[line]?.length ?? 0) : indent;
        return content === '' ? '' : ' '.repeat(missing) + content;
      });
      const whole = indented.join(lineBreak);
      return whole.slice(0, whole.length - rest.length);
    },
  };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Indentation of each line of a block: the difference between the file and the text in its first line that isn't blank. */
function indentOf(lines: readonly string[], texts: readonly string[]): number {
  const filled = texts.findIndex((text) => text !== '');
  return filled === -1 ? 0 : Math.max(0, (lines[filled]?.length ?? 0) - (texts[filled]?.length ?? 0));
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

/** @param table offset in the chunk of each character of the text, and of its end */
const tableMap = (node: ScalarNode, table: readonly number[]): ScriptMap => {
  const { chunk, style } = node;
  const at = (offset: number): number => table[Math.min(offset, table.length - 1)] ?? node.end;
  return {
    toSource: ({ start, end }) => ({ chunk, start: at(start), end: Math.max(at(start), at(end)) }),
    toExact: ({ start, end }) => exactSpan(chunk, at(start), Math.max(at(start), at(end))),
    toScript: (offset) =>
      offset < (table[0] ?? 0) || offset > (table.at(-1) ?? 0) ? undefined : lineOf(table, offset),
    encode: (text) => {
      if (style === 'double') return JSON.stringify(text).slice(1, -1);
      // Otherwise a line break would be folded.
      if (text.includes('\n')) return undefined;
      return style === 'single' ? text.replaceAll("'", "''") : text;
    },
  };
};
