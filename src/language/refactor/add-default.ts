import type { SweepDocument } from '../../sweep/document';
import { exactRangeOf } from '../../sweep/syntax/chunk';
import { exactSpan, type SyntaxNode } from '../../sweep/syntax/node';
import type { TextEdit } from '../../sweep/text';
import { contentEnd, flowRoot } from './region';
import { lineLayoutOf, spellBlock, spellFlow, spellKey } from './write';

/** A key for `defaults`, with its value as a node of this file. */
export interface NewDefault {
  readonly key: string;
  readonly value: SyntaxNode;
  /** Comments for the lines above it, and for its own line. */
  readonly above?: readonly string[];
  readonly behind?: readonly string[];
}

/** An edit that adds keys at the start of `defaults`, or creates it; undefined if it isn't a mapping. */
export function addDefaults(file: SweepDocument, added: readonly NewDefault[]): TextEdit | undefined {
  const document = file.uncut();
  const block = document.top.blocks.get('defaults');
  const first = document.structure.blocks[0];
  const root = flowRoot(document);
  const anchor = block ?? first;
  if (anchor === undefined) return undefined;
  const layout = lineLayoutOf(anchor.key, root !== undefined);
  const { language, lineBreak, indent, unit } = layout;
  const inFlow = ({ key, value }: NewDefault): string => `${spellKey(key, language)}: ${spellFlow(value)}`;
  const inLines = (at: string, { key, value, above = [], behind = [] }: NewDefault): string => {
    const text = spellBlock(value, at, lineBreak);
    const line = `${spellKey(key, language)}: ${text}`;
    const fits = behind.length === 1 && !text.includes('\n');
    const before = [...above, ...(fits ? [] : behind)].map((comment) => comment + lineBreak + at);
    return `${before.join('')}${line}${fits ? ` ${behind.join('')}` : ''}`;
  };
  if (block === undefined) {
    const { chunk, start } = anchor.key;
    const range = exactRangeOf(exactSpan(chunk, start, start));
    if (layout.flow) {
      const gap = unit === '' ? ' ' : lineBreak + indent;
      return {
        range,
        newText: `${spellKey('defaults', language)}: { ${added.map(inFlow).join(', ')} },${gap}`,
      };
    }
    const lines = added.map((each) => `${indent}${unit}${inLines(indent + unit, each)}${lineBreak}`);
    return { range, newText: `defaults:${lineBreak}${lines.join('')}${indent}` };
  }
  const { value } = block;
  const { chunk } = value;
  if (value.kind === 'scalar' && value.text === '' && block.items === undefined && !layout.flow) {
    const at = contentEnd(chunk, value.start);
    const lines = added.map((each) => `${lineBreak}${indent}${unit}${inLines(indent + unit, each)}`);
    return { range: exactRangeOf(exactSpan(chunk, at, at)), newText: lines.join('') };
  }
  if (value.kind !== 'mapping') return undefined;
  const [entry] = value.entries;
  if (value.flow) {
    const start = value.start + 1;
    const gap = entry === undefined ? ' ' : chunk.text.slice(start, entry.key.start);
    // A comment before the first key stays where it is.
    const blank = /^\s*/.exec(gap)?.[0] ?? '';
    const text = added.map((each) => `${blank}${inFlow(each)}`).join(blank === '' ? ', ' : ',');
    const newText = entry === undefined ? `${text} ` : `${text},${gap === '' ? ' ' : ''}`;
    const end = entry === undefined ? value.end - 1 : start;
    return { range: exactRangeOf(exactSpan(chunk, start, end)), newText };
  }
  const { start } = value;
  const column = chunk.text.slice(chunk.text.lastIndexOf('\n', start - 1) + 1, start);
  // An anchor or a tag before the first key belongs to that key.
  if (column.trim() !== '') return undefined;
  const newText = added.map((each) => `${inLines(column, each)}${lineBreak}${column}`).join('');
  return { range: exactRangeOf(exactSpan(chunk, start, start)), newText };
}
