import { t } from '@vscode/l10n';
import type { Finding } from './finding';
import { type Chunk, exactSpan, type Span } from './syntax/node';
import type { TopLevel } from './top-level';

/** Where to tell what concerns the sweep as a whole: at its `defaults`, else where its runs are. */
export function headline(top: TopLevel, chunks: readonly Chunk[]): Span | undefined {
  for (const key of ['defaults', 'params', 'grid', 'zip', 'random', 'include', 'count'] as const) {
    const block = top.blocks.get(key);
    if (block !== undefined) return block.key;
  }
  const [first] = chunks;
  return first === undefined ? undefined : { chunk: first, start: 0, end: lineEnd(first.text) };
}

/** Keys that runs come from. */
const RUN_BLOCKS = ['params', 'grid', 'zip', 'random', 'count'] as const;

export function noRuns(top: TopLevel, chunks: readonly Chunk[]): Finding | undefined {
  const block = RUN_BLOCKS.map((key) => top.blocks.get(key)).find((each) => each !== undefined);
  const span = block?.key ?? headline(top, chunks);
  if (span === undefined) return undefined;
  return {
    code: 'no-runs',
    severity: 'error',
    message: t(
      'This sweep has no runs: list them under `params`, or give `grid` or `random` values to combine.',
    ),
    span,
    fixes: [],
  };
}

/** An edit that adds `key: value` to every run's defaults; undefined where `defaults` is not written in lines. */
export function addDefault(top: TopLevel, key: string, value: string): Finding['fixes'] {
  const title = t('Add `{0}: {1}`', key, value);
  const block = top.blocks.get('defaults');
  const first = [...top.blocks.values()][0];
  if (block === undefined) {
    if (first === undefined) return [];
    const { chunk } = first.key;
    const span = exactSpan(chunk, first.key.start, first.key.start);
    const newText =
      chunk.language === 'json'
        ? `"defaults": { ${JSON.stringify(key)}: ${JSON.stringify(value)} },\n  `
        : `defaults:\n  ${key}: ${value}\n`;
    return [{ title, edits: [{ span, newText }] }];
  }
  const mapping = block.value;
  if (mapping.kind !== 'mapping') {
    if (mapping.kind !== 'scalar' || mapping.text !== '' || block.items !== undefined) return [];
    // An anchor or a comment behind the colon has to stay where it is.
    if (/\S/.test(/.*/.exec(mapping.chunk.text.slice(mapping.start))?.[0] ?? '')) return [];
    const colon = exactSpan(mapping.chunk, mapping.start, mapping.start);
    return mapping.chunk.language === 'json'
      ? []
      : [{ title, edits: [{ span: colon, newText: `\n  ${key}: ${value}` }] }];
  }
  const { chunk } = mapping;
  if (mapping.flow) {
    const span = exactSpan(chunk, mapping.start + 1, mapping.start + 1);
    const [entry] = mapping.entries;
    const pair =
      chunk.language === 'json' ? `${JSON.stringify(key)}: ${JSON.stringify(value)}` : `${key}: ${value}`;
    const gap = entry === undefined ? '' : chunk.text.slice(mapping.start + 1, entry.key.start);
    const newText = entry === undefined ? ` ${pair} ` : `${gap}${pair},`;
    return [{ title, edits: [{ span, newText }] }];
  }
  const indent = ' '.repeat(chunk.positionAt(mapping.start).character);
  const span = exactSpan(chunk, mapping.start, mapping.start);
  return [{ title, edits: [{ span, newText: `${key}: ${value}\n${indent}` }] }];
}

/** Offset of the first line's end. */
export function lineEnd(text: string): number {
  const end = text.search(/\r?\n/);
  return end === -1 ? text.length : end;
}
