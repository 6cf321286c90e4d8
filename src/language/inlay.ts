import { t } from '@vscode/l10n';
import type { SweepDocument } from '../sweep/document';
import type { TopLevelKey } from '../sweep/keys';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Position, Range } from '../sweep/text';

export interface InlayHint {
  readonly position: Position;
  readonly text: string;
}

/**
 * Counts next to `params`, `grid`, and `random`, and the status of each run's last launch next to its entry. Only for
 * lines in `visible`. `noteOf` returns a run's state and best metric by its name: `succeeded · accuracy 0.91`.
 */
export function inlayHints(
  document: SweepDocument,
  visible: Range,
  noteOf: (runName: string) => string | undefined = () => undefined,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  const { blocks } = document.top;
  const { combinations, gridSize, zip } = document.expansion;
  const zipped = zip?.combinations.length ?? 0;
  const counts = {
    params: document.rows.size,
    grid: gridSize,
    zip: zipped,
    random: combinations.length - gridSize - zipped - (document.top.count ?? 0),
    seeds: document.top.seeds === undefined ? 0 : document.size,
  };
  for (const key of ['params', 'grid', 'zip', 'random', 'seeds'] as const) {
    const block = blocks.get(key);
    const count = counts[key];
    if (block === undefined || count === 0) continue;
    const { end } = rangeOf(block.key);
    if (!inside(end, visible)) continue;
    const text = count === 1 ? t('1 run') : t('{0} runs', count);
    hints.push({
      position: { line: end.line, character: end.character + 1 },
      text: `${arithmetic(document, key)}${text}`,
    });
  }
  for (const { cell, name } of document.rows) {
    if (cell.node.chunk.line > visible.end.line) break;
    const node = cell.layer.name;
    if (
      name === undefined ||
      node === undefined ||
      cell.node.chunk.line + cell.node.chunk.lineCount < visible.start.line
    )
      continue;
    const note = noteOf(name);
    const { end } = rangeOf(node);
    if (note !== undefined && inside(end, visible)) hints.push({ position: end, text: note });
  }
  return hints;
}

/** `3 × 3 = ` */
function arithmetic(document: SweepDocument, key: TopLevelKey): string {
  const { grid, gridSize } = document.expansion;
  if (key === 'seeds') return `${document.size / document.repeats} × ${document.repeats} = `;
  if (key !== 'grid' || grid === undefined || grid.axes.length < 2 || gridSize !== grid.size) return '';
  return `${grid.axes.map((axis) => axis.values.length).join(' × ')} = `;
}

const inside = (position: Position, range: Range): boolean =>
  position.line >= range.start.line && position.line <= range.end.line;
