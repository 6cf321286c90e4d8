import type { SweepDocument } from '../../sweep/document';
import type { Layer } from '../../sweep/layer';
import type { Block } from '../../sweep/structure';
import { exactRangeOf } from '../../sweep/syntax/chunk';
import {
  type Chunk,
  type Entry,
  type ExactSpan,
  exactSpan,
  exactSpanOf,
  type ScalarNode,
  type SyntaxNode,
} from '../../sweep/syntax/node';
import type { TextEdit } from '../../sweep/text';
import { commentsIn, inBrackets } from './comments';
import {
  contentEnd,
  flowRoot,
  linesOfRegion,
  rangeOfRegion,
  regionOf,
  removeFlowEntries,
  toLineEnd,
} from './region';
import {
  blockMapping,
  flowMapping,
  isAnchored,
  type LineLayout,
  lineLayoutOf,
  spellBlock,
  spellFlow,
  spellKey,
  spellText,
  type WrittenEntry,
} from './write';

const expandableBlocks = ['grid', 'exclude', 'include'] as const;

/** The number of runs of `grid`, `exclude`, and `include`; 0 if they can't be written out. */
export function expandable(document: SweepDocument): number {
  const { grid, gridSize } = document.expansion;
  const { blocks } = document.top;
  const block = blocks.get('grid');
  if (grid === undefined || block === undefined || grid.axes.length === 0 || gridSize === 0) return 0;
  // Their names would be those of repetitions.
  if (document.top.seeds !== undefined && (grid.name ?? document.defaults.name) !== undefined) return 0;
  if (grid.findings.some(({ severity }) => severity === 'error') || grid.origin !== block.value) return 0;
  const params = blocks.get('params');
  if (params !== undefined && params.items === undefined && !isEmpty(params.value)) return 0;
  const touched = [...expandableBlocks, 'params' as const].flatMap((key) => blocks.get(key) ?? []);
  const chunks = touched.flatMap((each) => regionOf(each).chunks);
  return chunks.some((chunk) => isAnchored(chunk) || chunk.tree.faults.length > 0) ? 0 : gridSize;
}

/** Edits that write each run of the grid out under `params`, after the existing ones. */
export function expandGridEdits(file: SweepDocument): readonly TextEdit[] | undefined {
  const document = file.uncut();
  const { blocks } = document.top;
  const grid = blocks.get('grid');
  if (grid === undefined || expandable(document) === 0) return undefined;
  const root = flowRoot(document);
  const layout = lineLayoutOf(grid.key, root !== undefined);
  const params = blocks.get('params');
  const others = expandableBlocks.flatMap((key) => (key === 'grid' ? [] : (blocks.get(key) ?? [])));
  // Text after the grid on its line is kept if `params` replaces it.
  const gone = others.map((block) => toLineEnd(regionOf(block)));
  if (params === undefined) {
    const comments = layout.flow ? commentsIn(regionOf(grid)) : [regionOf(grid), ...gone].flatMap(commentsIn);
    const value = layout.flow
      ? `[${flowItems(document, layout, comments)}]`
      : blockItems(document, layout, layout.indent + layout.unit, comments);
    const newText = `${spellKey('params', layout.language)}:${layout.flow ? ' ' : ''}${value}`;
    return [{ range: rangeOfRegion(regionOf(grid)), newText }, ...removed(document, others)];
  }
  const inLines = lineLayoutOf(params.key, root !== undefined);
  // Between brackets, comments of removed text stay in the same place.
  const comments = inLines.flow ? [] : [toLineEnd(regionOf(grid)), ...gone].flatMap(commentsIn);
  const appended = append(document, params, inLines, comments);
  return appended === undefined ? undefined : [appended, ...removed(document, [grid, ...others])];
}

function removed(document: SweepDocument, blocks: readonly Block[]): readonly TextEdit[] {
  const root = flowRoot(document);
  if (root === undefined)
    return blocks.map((block) => ({ range: linesOfRegion(regionOf(block)), newText: '' }));
  const gone = new Set<Entry>(root.entries.filter(({ key }) => blocks.some((block) => block.key === key)));
  return removeFlowEntries(root, gone);
}

/** After the last entry of `params`, in the same style. */
function append(
  document: SweepDocument,
  params: Block,
  layout: LineLayout,
  comments: readonly string[],
): TextEdit | undefined {
  const { value, items } = params;
  if (items === undefined) {
    const text = layout.flow
      ? ` [${flowItems(document, layout, comments)}]`
      : blockItems(document, layout, layout.indent + layout.unit, comments);
    return replaced(value, text);
  }
  const holder = items.at(-1);
  const list = holder === undefined ? undefined : 'kind' in holder ? holder : holder.tree.root;
  if (list?.kind !== 'sequence') return undefined;
  const last = list.items.at(-1);
  if (list.flow) {
    const flow = { ...layout, flow: true };
    const text = flowItems(document, flow, comments);
    if (last === undefined) return replaced(list, `[${text}]`);
    const at = exactSpan(list.chunk, last.end, last.end);
    return { range: exactRangeOf(at), newText: `,${text.replace(/\s+$/, '') || text}` };
  }
  if (last === undefined) return undefined;
  const { chunk } = list;
  const indent = ' '.repeat(chunk.positionAt(list.start).character);
  const text = blockItems(document, layout, indent, comments);
  return { range: exactRangeOf(lineEnd(chunk, contentEnd(chunk, last.end))), newText: text };
}

function replaced(node: SyntaxNode, newText: string): TextEdit | undefined {
  const span = exactSpanOf(node);
  return span === undefined ? undefined : { range: exactRangeOf(span), newText };
}

/** The offset after a line's last character, including its comment. */
function lineEnd(chunk: Chunk, at: number): ExactSpan {
  const end = /[^\r\n]*/y;
  end.lastIndex = at;
  const place = at + (end.exec(chunk.text)?.[0].length ?? 0);
  return exactSpan(chunk, place, place);
}

/** A line break, then the runs as `- ` items, the last without a break. */
function blockItems(
  document: SweepDocument,
  layout: LineLayout,
  indent: string,
  comments: readonly string[],
): string {
  const { lineBreak } = layout;
  const lines = comments.map((comment) => indent + comment);
  for (const entries of entriesOf(document)) {
    const written = entries.map(({ key, value }) => ({
      key: spellKey(key, layout.language),
      value: typeof value === 'string' ? value : spellBlock(value, `${indent}  `, lineBreak),
    }));
    lines.push(`${indent}- ${blockMapping(written, `${indent}  `, lineBreak)}`);
  }
  return lines.map((line) => lineBreak + line).join('');
}

/** The runs between brackets, each on a separate line where the file is written in lines. */
function flowItems(document: SweepDocument, layout: LineLayout, comments: readonly string[]): string {
  const { unit, indent, lineBreak, language } = layout;
  const runs = entriesOf(document).map((entries) => {
    const written = entries.map(
      ({ key, value }): WrittenEntry => ({
        key: spellKey(key, language),
        value: typeof value === 'string' ? value : spellFlow(value),
      }),
    );
    return flowMapping(written);
  });
  if (unit === '') return inBrackets(comments, lineBreak) + runs.join(', ');
  const line = (text: string): string => `${lineBreak}${indent}${unit}${text}`;
  return `${comments.map(line).join('')}${runs.map(line).join(',')}${lineBreak}${indent}`;
}

interface RunEntry {
  readonly key: string;
  /** A node of the file, or a text in its final spelling. */
  readonly value: SyntaxNode | string;
}

/** The entries of each run of the grid. If the grid names its runs, they keep their names. */
function entriesOf(document: SweepDocument): readonly (readonly RunEntry[])[] {
  const { combinations, gridSize, grid } = document.expansion;
  const { runs } = document.sweep();
  const language = document.chunks[0]?.language ?? 'yaml';
  // Keys keep the order of the grid, including reserved ones.
  const order: readonly (readonly [string, SyntaxNode | undefined])[] = (grid?.axes ?? [])
    .filter(({ key }) => key.text !== 'name')
    .map(({ key }) => [key.text, undefined]);
  return combinations.slice(0, gridSize).map(({ layers }, index) => {
    const entries = new Map<string, SyntaxNode | undefined>(order);
    for (const layer of layers) for (const { key, value } of written(layer)) entries.set(key.text, value);
    const named = layers.findLast((layer) => layer.name !== undefined)?.name;
    const name = runs[document.rows.size + index]?.name ?? '';
    return [
      ...(named === undefined ? [] : [{ key: 'name', value: literalName(named, name, language) }]),
      ...[...entries].flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
    ];
  });
}

const literalName = (
  node: ScalarNode,
  name: string,
  language: LineLayout['language'],
): SyntaxNode | string => (node.text === name ? node : spellText(name, { language, flow: true }));

function written(layer: Layer): readonly Entry[] {
  const reserved = [...layer.reserved.values()].filter(({ key }) => key.text !== 'name');
  return [...reserved, ...layer.parameters];
}

const isEmpty = (node: SyntaxNode): boolean => node.kind === 'scalar' && node.text === '';
