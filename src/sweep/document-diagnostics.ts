import { t } from '@vscode/l10n';
import type { Finding } from './finding';
import type { Chunk, Span } from './syntax/node';
import type { TopLevel } from './top-level';

/** The place for problems of the whole sweep: at its `defaults`, otherwise at its runs. */
export function headline(top: TopLevel, chunks: readonly Chunk[]): Span | undefined {
  for (const key of ['defaults', 'params', 'grid', 'zip', 'random', 'include', 'count'] as const) {
    const block = top.blocks.get(key);
    if (block !== undefined) return block.key;
  }
  const [first] = chunks;
  return first === undefined ? undefined : { chunk: first, start: 0, end: lineEnd(first.text) };
}

/** Keys that define runs. */
const runBlocks = ['params', 'grid', 'zip', 'random', 'count'] as const;

export function noRuns(top: TopLevel, chunks: readonly Chunk[]): Finding | undefined {
  const block = runBlocks.map((key) => top.blocks.get(key)).find((each) => each !== undefined);
  const span = block?.key ?? headline(top, chunks);
  if (span === undefined) return undefined;
  return {
    code: 'no-runs',
    severity: 'error',
    message: t(
      'This sweep has no runs. List them under `params`, or add values to combine under `grid` or `random`.',
    ),
    span,
    fixes: [],
  };
}

/** Offset of the end of the first line. */
export function lineEnd(text: string): number {
  const end = text.search(/\r?\n/);
  return end === -1 ? text.length : end;
}
