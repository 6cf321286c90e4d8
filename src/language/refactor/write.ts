import { hasMarks } from '../../sweep/anchors';
import type { Chunk, ScalarNode, SyntaxNode } from '../../sweep/syntax/node';

/** The style of the lines around a change. */
export interface LineLayout {
  /** The style of keys and new texts. */
  readonly language: 'yaml' | 'json';
  readonly lineBreak: string;
  /** In braces: JSON, or YAML's flow style. */
  readonly flow: boolean;
  /** Indentation of the top-level keys. */
  readonly indent: string;
  /** Indentation per level; "" if everything is on one line. */
  readonly unit: string;
}

/** A key with its value in its final spelling. */
export interface WrittenEntry {
  readonly key: string;
  readonly value: string;
}

export function lineLayoutOf(key: ScalarNode, flow: boolean): LineLayout {
  const { chunk } = key;
  const { text, language } = chunk;
  const lineStart = text.lastIndexOf('\n', key.start - 1) + 1;
  const before = text.slice(lineStart, key.start);
  const alone = before.trim() === '' && (lineStart > 0 || !flow);
  return {
    // Adjacent keys are quoted, so new ones are quoted too.
    language: key.style === 'double' ? 'json' : language,
    lineBreak: text.includes('\r\n') ? '\r\n' : '\n',
    flow,
    indent: alone ? before : '',
    unit: !flow ? '  ' : alone ? (before === '' ? '  ' : before) : '',
  };
}

/** A key in the style of the file. */
export function spellKey(key: string, language: LineLayout['language']): string {
  return language === 'yaml' && /^[A-Za-z_][\w.-]*$/.test(key) ? key : JSON.stringify(key);
}

/** A text that isn't in the file yet. */
export function spellText(text: string, { language, flow }: Pick<LineLayout, 'language' | 'flow'>): string {
  const plain = /^[A-Za-z0-9_.][\w.{}/+-]*(?::\d[\w.{}/+-]*)*$/;
  const spoilt = flow && /[{}]/.test(text);
  return language === 'yaml' && !spoilt && plain.test(text) ? text : JSON.stringify(text);
}

/** A scalar unchanged, if it can be moved like that; otherwise in double quotes. Always on one line. */
export function spellScalar(node: ScalarNode, flow: boolean): string {
  const { language } = node.chunk;
  const source = node.chunk.text.slice(node.start, node.end);
  switch (node.style) {
    case 'plain':
      // A computed value, such as a step of a range, differs from the text in its place.
      if (source === node.text && !(flow && /[,[\]{}]/.test(source))) return source === '' ? "''" : source;
      return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(node.text) ? node.text : JSON.stringify(node.text);
    case 'single':
    case 'double':
      return source.includes('\n') ? JSON.stringify(node.text) : source;
    case 'literal':
    case 'folded':
      return language === 'json' || !flow || node.text !== '' ? JSON.stringify(node.text) : "''";
  }
}

/** Any value on one line. Aliases keep their name. */
export function spellFlow(node: SyntaxNode): string {
  const { language } = node.chunk;
  switch (node.kind) {
    case 'scalar':
      return spellScalar(node, true);
    case 'alias':
      return `*${node.name}`;
    case 'sequence':
      return `[${node.items.map(spellFlow).join(', ')}]`;
    case 'mapping':
      return flowMapping(
        node.entries.map(({ key, value }) => ({
          key: spellKey(key.text, language),
          value: spellFlow(value),
        })),
      );
  }
}

export const flowMapping = (entries: readonly WrittenEntry[]): string =>
  entries.length === 0 ? '{}' : `{ ${entries.map(({ key, value }) => `${key}: ${value}`).join(', ')} }`;

/** A value after a key whose own lines are indented by `indent`: scripts stay readable as block scalars. */
export function spellBlock(node: SyntaxNode, indent: string, lineBreak: string): string {
  if (node.kind !== 'scalar') return spellFlow(node);
  const literal = node.style === 'literal' && /^[^\s]/.test(node.text) && !/\n\n$/.test(node.text);
  if (!literal) return spellScalar(node, false);
  const lines = node.text.replace(/\n$/, '').split('\n');
  const head = node.text.endsWith('\n') ? '|' : '|-';
  return [head, ...lines.map((line) => (line === '' ? '' : `${indent}  ${line}`))].join(lineBreak);
}

/** A mapping's entries on separate lines, without the indentation of the first one. */
export const blockMapping = (entries: readonly WrittenEntry[], indent: string, lineBreak: string): string =>
  entries.map(({ key, value }) => `${key}: ${value}`).join(`${lineBreak}${indent}`);

/** Whether a chunk has anchors or aliases: moving them could leave an alias without its anchor. */
export const isAnchored = ({ tree }: Chunk): boolean => hasMarks(tree);
