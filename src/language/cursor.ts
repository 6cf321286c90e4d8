import type { SweepDocument } from '../sweep/document';
import type { Position, Range } from '../sweep/text';
import { jsonCursor } from './json-cursor';
import { yamlCursor } from './yaml-cursor';

/** Where the user types, derived from the surrounding text: an incomplete key is not in the tree. */
export interface Cursor {
  readonly kind: 'key' | 'value';
  /** Keys that lead there, `#` for an entry of a list: `defaults`, `params #`, `grid`. For a value its own key is the last. */
  readonly path: readonly string[];
  /** What is there already, before the cursor. */
  readonly word: string;
  /** What a completion replaces. */
  readonly range: Range;
  /** Keys of the same mapping. */
  readonly siblings: ReadonlySet<string>;
  /** How values are written there: on separate lines, between YAML's brackets, or in JSON with no quote open yet. */
  readonly style: 'lines' | 'flow' | 'json';
  /** Columns by which the key is indented more than its line, because of a dash. */
  readonly deeper: number;
  /** Whether a key needs its colon and value yet. */
  readonly bare: boolean;
}

export function cursorAt(document: SweepDocument, position: Position): Cursor | undefined {
  return document.language === 'json' ? jsonCursor(document, position) : yamlCursor(document, position);
}
