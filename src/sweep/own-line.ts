import type { SpanEdit } from './finding';
import type { Block, Structure } from './structure';
import { type Entry, type ExactSpan, exactSpan } from './syntax/node';

/** A key with its value on its own line, which can be moved. */
export interface OwnLine {
  /** The whole line, including its line break. */
  readonly span: ExactSpan;
  /** From the key to the end, including its comment. */
  readonly text: string;
  readonly lineBreak: string;
}

/**
 * The line of an entry in YAML; undefined if it shares the line, continues below, or has an anchor that must stay above
 * its aliases. The key and the value can be changed in the result.
 */
export function ownLine(
  { key, value }: Entry,
  written: { readonly key?: string; readonly value?: string | undefined } = {},
): OwnLine | undefined {
  const { chunk } = key;
  const { text } = chunk;
  const start = text.lastIndexOf('\n', key.start - 1) + 1;
  const end = lineEndOf(text, key.end);
  const alone = text.slice(start, key.start).trim() === '';
  const oneLine = value.chunk === chunk && value.start < value.end && value.end <= end;
  if (chunk.language === 'json' || !alone || !oneLine) return undefined;
  const line = [
    written.key ?? text.slice(key.start, key.end),
    text.slice(key.end, value.start),
    written.value ?? text.slice(value.start, value.end),
    text.slice(value.end, end).trimEnd(),
  ].join('');
  if (/(?:^|[\s,[{])[&*]\w/.test(line)) return undefined;
  const lineBreak = text.slice(0, end).endsWith('\r\n') ? '\r\n' : '\n';
  return { span: exactSpan(chunk, start, end), text: line, lineBreak };
}

/** Edits that move a top-level line into `defaults`; none if that isn't written in lines, or already has the key. */
export function moveUnderDefaults(line: OwnLine, key: string, structure: Structure): readonly SpanEdit[] {
  const { span, text, lineBreak } = line;
  const defaults = structure.blocks.find((block) => block.key.text === 'defaults');
  if (defaults === undefined) return [{ span, newText: `defaults:${lineBreak}  ${text}${lineBreak}` }];
  const mapping = defaults.value;
  if (mapping.kind !== 'mapping' || mapping.flow) return [];
  if (mapping.entries.some((entry) => entry.key.text === key)) return [];
  const indent = ' '.repeat(mapping.chunk.positionAt(mapping.start).character);
  const before = exactSpan(mapping.chunk, mapping.start, mapping.start);
  return [
    { span: before, newText: `${text}${lineBreak}${indent}` },
    { span, newText: '' },
  ];
}

/** Edits that move a line to the top, before the first key; none if the key already exists there. */
export function moveToTop(line: OwnLine, key: string, { blocks }: Structure): readonly SpanEdit[] {
  const [first] = blocks;
  if (first === undefined || blocks.some((block) => block.key.text === key) || !isAtLineStart(first))
    return [];
  const before = exactSpan(first.key.chunk, first.key.start, first.key.start);
  return [
    { span: before, newText: `${line.text}${line.lineBreak}` },
    { span: line.span, newText: '' },
  ];
}

const isAtLineStart = ({ key: { chunk, start } }: Block): boolean =>
  start === 0 || chunk.text[start - 1] === '\n';

/** After a line, including its line break. */
function lineEndOf(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}
