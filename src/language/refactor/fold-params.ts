import type { SweepDocument } from '../../sweep/document';
import type { ScalarNode, SyntaxNode } from '../../sweep/syntax/node';
import { placeholdersOf } from '../../sweep/template';
import type { TextEdit } from '../../sweep/text';
import { commentsIn, inBrackets } from './comments';
import { type NamedRun, nameTemplate } from './name-template';
import { flowRoot, rangeOfRegion, regionOf } from './region';
import { isAnchored, lineLayoutOf, spellKey, spellScalar, spellText } from './write';

interface Column {
  readonly key: string;
  /** In their original order. */
  readonly values: readonly ScalarNode[];
}

/** A list of runs that is a product, like a grid. */
export interface Product {
  readonly columns: readonly Column[];
  /** Template of their names; undefined if they don't have their own names. */
  readonly name: string | undefined;
}

/** The grid with exactly the runs of `params`, in the same order; undefined if there is none. */
export function productOf(document: SweepDocument): Product | undefined {
  const { rows, top } = document;
  const block = top.blocks.get('params');
  if (rows.size < 2 || block?.items === undefined) return undefined;
  if (['grid', 'exclude', 'include'].some((key) => top.blocks.has(key as 'grid'))) return undefined;
  const columns = columnsOf([...rows].map(({ cell }) => cell.node));
  if (columns === undefined) return undefined;
  const { chunks } = regionOf(block);
  if (chunks.some((chunk) => isAnchored(chunk) || chunk.tree.faults.length > 0)) return undefined;
  const names = [...rows].map(({ cell }) => cell.layer.name);
  if (names.every((name) => name === undefined)) return { columns, name: undefined };
  const name = templateOf(document, names);
  return name === undefined ? undefined : { columns, name };
}

function columnsOf(runs: readonly SyntaxNode[]): readonly Column[] | undefined {
  const first = cellsOf(runs[0]);
  if (first === undefined || first.length === 0) return undefined;
  const columns = first.map(({ key }) => ({ key, values: new Map<string, ScalarNode>() }));
  const table: (readonly string[])[] = [];
  for (const run of runs) {
    const cells = cellsOf(run);
    if (cells?.length !== columns.length) return undefined;
    for (const [at, { key, value }] of cells.entries()) {
      const column = columns[at];
      if (column?.key !== key) return undefined;
      if (!column.values.has(value.text)) column.values.set(value.text, value);
    }
    table.push(cells.map(({ value }) => value.text));
  }
  const lists = columns.map(({ key, values }) => ({ key, values: [...values.values()] }));
  const size = lists.reduce((product, { values }) => product * values.length, 1);
  if (size !== runs.length) return undefined;
  const inOrder = table.every((row, index) => {
    let rest = index;
    for (let at = lists.length - 1; at >= 0; at--) {
      const values = lists[at]?.values ?? [];
      if (values[rest % values.length]?.text !== row[at]) return false;
      rest = Math.floor(rest / values.length);
    }
    return true;
  });
  return inOrder ? lists : undefined;
}

interface KeyedScalar {
  readonly key: string;
  readonly value: ScalarNode;
}

/** All entries of a run except its name, in order; undefined if one doesn't fit a grid. */
function cellsOf(run: SyntaxNode | undefined): readonly KeyedScalar[] | undefined {
  if (run?.kind !== 'mapping') return undefined;
  const cells: KeyedScalar[] = [];
  for (const { key, value } of run.entries) {
    if (key.text === 'name') continue;
    if (value.kind !== 'scalar' || !isOneLine(value)) return undefined;
    cells.push({ key: key.text, value });
  }
  return new Set(cells.map(({ key }) => key)).size === cells.length ? cells : undefined;
}

const isOneLine = ({ style, chunk, start, end }: ScalarNode): boolean =>
  style !== 'literal' && style !== 'folded' && !chunk.text.slice(start, end).includes('\n');

function templateOf(document: SweepDocument, names: readonly (ScalarNode | undefined)[]): string | undefined {
  const [first] = names;
  if (first === undefined || names.includes(undefined)) return undefined;
  // Names that are already the same template.
  if (placeholdersOf(first.text).length > 0)
    return names.every((name) => name?.text === first.text) ? first.text : undefined;
  const runs = document.sweep().runs.slice(0, names.length);
  const keys = [...(runs[0]?.parameters.keys() ?? [])];
  return nameTemplate(
    runs.map(({ name, parameters, index }): NamedRun => ({ name, parameters, index })),
    keys,
  );
}

/** Edits that replace `params` with a grid. Comments between the runs are kept above the grid's keys. */
export function foldEdits(file: SweepDocument): readonly TextEdit[] | undefined {
  const document = file.uncut();
  const product = productOf(document);
  const block = document.top.blocks.get('params');
  if (product === undefined || block === undefined) return undefined;
  const region = regionOf(block);
  const root = flowRoot(document);
  const layout = lineLayoutOf(block.key, root !== undefined);
  const { language, lineBreak, indent, unit, flow } = layout;
  const entries = [
    ...(product.name === undefined
      ? []
      : [`${spellKey('name', language)}: ${spellText(product.name, layout)}`]),
    ...product.columns.map(
      ({ key, values }) =>
        `${spellKey(key, language)}: [${values.map((value) => spellScalar(value, true)).join(', ')}]`,
    ),
  ];
  const key = `${spellKey('grid', language)}:`;
  const range = rangeOfRegion(region);
  if (!flow) {
    const lines = [...commentsIn(region), ...entries].map((line) => `${lineBreak}${indent}${unit}${line}`);
    return [{ range, newText: `${key}${lines.join('')}` }];
  }
  const comments = commentsIn(region);
  if (unit === '') {
    const before = inBrackets(comments, lineBreak);
    return [{ range, newText: `${key} { ${before}${entries.join(', ')} }` }];
  }
  const line = (text: string): string => `${lineBreak}${indent}${unit}${text}`;
  const newText = `${key} {${comments.map(line).join('')}${entries.map(line).join(',')}${lineBreak}${indent}}`;
  return [{ range, newText }];
}
