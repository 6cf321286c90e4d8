import { t } from '@vscode/l10n';
import type { SpanEdit, SpanFix } from './finding';
import type { Block } from './structure';
import { type Chunk, exactSpan, type MappingNode } from './syntax/node';
import type { TopLevel } from './top-level';

/** A fix that adds `key: value` to the defaults of every run; none if `defaults` can't take a key. */
export function addDefault(top: TopLevel, key: string, value: string): readonly SpanFix[] {
  const block = top.blocks.get('defaults');
  const [first] = top.blocks.values();
  const made = block === undefined ? first && newBlock(first, key, value) : newEntry(block, key, value);
  return made === undefined ? [] : [{ title: t('Add `{0}: {1}`', key, value), edits: [made] }];
}

const at = (chunk: Chunk, offset: number, newText: string): SpanEdit => ({
  span: exactSpan(chunk, offset, offset),
  newText,
});

/** `defaults` before the first key of the file, in the style of the file. */
function newBlock({ key: first }: Block, key: string, value: string): SpanEdit | undefined {
  const { chunk, start } = first;
  const before = textBefore(chunk, start);
  const lineBreak = lineBreakAt(chunk, start);
  const blank = before.trim() === '';
  if (chunk.language === 'json') {
    const newText = `"defaults": { ${pairOf(chunk, key, value)} },${lineBreak}${blank ? before : '  '}`;
    return at(chunk, start, newText);
  }
  const { root } = chunk.tree;
  if (root?.kind === 'mapping' && root.flow)
    return at(chunk, start, `defaults: {${key}: ${value}},${blank ? lineBreak + before : ' '}`);
  if (!blank) return undefined;
  return at(chunk, start, `defaults:${lineBreak}${before}  ${key}: ${value}${lineBreak}${before}`);
}

function newEntry(
  { key: defaults, value: mapping, items }: Block,
  key: string,
  value: string,
): SpanEdit | undefined {
  const { chunk } = mapping;
  if (mapping.kind === 'mapping')
    return mapping.flow ? inBraces(mapping, key, value) : inLines(mapping, key, value);
  if (mapping.kind !== 'scalar' || mapping.text !== '' || items !== undefined || chunk.language === 'json')
    return undefined;
  // An anchor or a comment after the colon has to stay where it is.
  if (/\S/.test(/.*/.exec(chunk.text.slice(mapping.start))?.[0] ?? '')) return undefined;
  const before = textBefore(defaults.chunk, defaults.start);
  if (before.trim() !== '') return undefined;
  return at(chunk, mapping.start, `${lineBreakAt(chunk, mapping.start)}${before}  ${key}: ${value}`);
}

function inBraces({ chunk, start, entries: [entry] }: MappingNode, key: string, value: string): SpanEdit {
  const pair = pairOf(chunk, key, value);
  if (entry === undefined) return at(chunk, start + 1, chunk.language === 'json' ? ` ${pair} ` : pair);
  const gap = chunk.text.slice(start + 1, entry.key.start);
  // A comment before the first key stays there.
  const blank = /^\s*/.exec(gap)?.[0] ?? '';
  return at(chunk, start + 1, `${blank}${pair},${blank === '' ? ' ' : ''}`);
}

function inLines({ chunk, start }: MappingNode, key: string, value: string): SpanEdit | undefined {
  const indent = textBefore(chunk, start);
  return indent.trim() === ''
    ? at(chunk, start, `${key}: ${value}${lineBreakAt(chunk, start)}${indent}`)
    : undefined;
}

const pairOf = ({ language }: Chunk, key: string, value: string): string =>
  language === 'json' ? `${JSON.stringify(key)}: ${JSON.stringify(value)}` : `${key}: ${value}`;

const textBefore = ({ text }: Chunk, offset: number): string =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);

/** The line break of that line, or of the one before if it is the last. */
function lineBreakAt({ text }: Chunk, offset: number): string {
  const next = text.indexOf('\n', offset);
  const end = next === -1 ? text.lastIndexOf('\n', offset - 1) : next;
  return text[end - 1] === '\r' ? '\r\n' : '\n';
}
