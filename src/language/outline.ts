import type { SweepDocument } from '../sweep/document';
import type { Block } from '../sweep/structure';
import { nodesOf } from '../sweep/structure';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Entry, SyntaxNode } from '../sweep/syntax/node';
import type { Position, Range } from '../sweep/text';

export interface OutlineItem {
  readonly name: string;
  /** A value, if it is short. */
  readonly detail: string;
  readonly kind: 'block' | 'setting' | 'parameter' | 'run' | 'script';
  readonly range: Range;
  readonly selection: Range;
  readonly children: readonly OutlineItem[];
}

/** The keys of a sweep file and its runs, as a tree. */
export function outline(document: SweepDocument): readonly OutlineItem[] {
  return document.structure.blocks.map((block) => {
    const selection = rangeOf(block.key);
    const children = childrenOf(document, block);
    const own = rangeOf(block.value);
    const end = children.at(-1)?.range.end ?? (later(selection.end, own.end) ? own.end : selection.end);
    return {
      name: block.key.text,
      detail: detailOf(block.value),
      kind: 'block',
      range: { start: selection.start, end },
      selection,
      children,
    };
  });
}

function childrenOf(document: SweepDocument, block: Block): readonly OutlineItem[] {
  const { resolve } = document.context;
  if (block.items !== undefined) {
    let index = 0;
    return block.items.flatMap((holder) => nodesOf(holder)).map((node) => runItem(node, index++, resolve));
  }
  return block.value.kind === 'mapping' ? block.value.entries.map(entryItem) : [];
}

function entryItem(entry: Entry): OutlineItem {
  const selection = rangeOf(entry.key);
  const value = rangeOf(entry.value);
  const script = entry.key.text === 'user_data';
  return {
    name: entry.key.text,
    detail: script ? '' : detailOf(entry.value),
    kind: script ? 'script' : 'setting',
    range: { start: selection.start, end: later(selection.end, value.end) ? value.end : selection.end },
    selection,
    children: entry.value.kind === 'mapping' ? entry.value.entries.map(entryItem) : [],
  };
}

function runItem(
  node: SyntaxNode,
  index: number,
  resolve: (node: SyntaxNode) => SyntaxNode | undefined,
): OutlineItem {
  const target = resolve(node);
  const entries = target?.kind === 'mapping' ? target.entries : [];
  const name = entries.find((entry) => entry.key.text === 'name')?.value;
  const others = entries.filter((entry) => entry.key.text !== 'name' && entry.value.kind === 'scalar');
  const detail = others.slice(0, 4).map((entry) => `${entry.key.text} ${detailOf(entry.value)}`);
  const range = rangeOf(node);
  return {
    name: name?.kind === 'scalar' && name.text !== '' ? name.text : `#${index}`,
    detail: detail.join(', '),
    kind: 'run',
    range,
    selection:
      name === undefined || name.chunk !== node.chunk || node.kind === 'alias' ? range : rangeOf(name),
    children: [],
  };
}

const detailOf = (node: SyntaxNode): string =>
  node.kind === 'scalar' && !node.text.includes('\n') ? node.text.slice(0, 60) : '';

const later = (a: Position, b: Position): boolean =>
  b.line > a.line || (b.line === a.line && b.character > a.character);
