import type { SweepDocument } from '../sweep/document';
import type { OutlineItem } from './outline';
import { outline } from './outline';

/** Lines that can be folded, both 0-based and inclusive. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
}

/** Top-level keys, runs and scripts of more than one line. */
export function folds(document: SweepDocument): readonly Fold[] {
  const found: Fold[] = [];
  const visit = (items: readonly OutlineItem[]): void => {
    for (const { range, children } of items) {
      const endLine = range.end.character === 0 ? range.end.line - 1 : range.end.line;
      if (endLine > range.start.line) found.push({ startLine: range.start.line, endLine });
      visit(children);
    }
  };
  visit(outline(document));
  return found;
}
