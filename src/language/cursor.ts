import type { SweepDocument } from '../sweep/document';
import type { Position, Range } from '../sweep/text';
import { jsonCursor } from './json-cursor';
import { yamlCursor } from './yaml-cursor';

/** The place where the user types, derived from the surrounding text, since an incomplete key isn't in the tree. */
export interface Cursor {
  readonly kind: 'key' | 'value';
  /** Path of keys, `#` for an entry of a list: `defaults`, `params #`, `grid`. For a value, its own key is the last. */
  readonly path: readonly string[];
  /** The text before the cursor. */
  readonly word: string;
  /** The text that a completion replaces. */
  readonly range: Range;
  /** Keys of the same mapping. */
  readonly siblings: ReadonlySet<string>;
  /** The style of values there: on separate lines, between YAML's brackets, or in JSON without an open quote. */
  readonly style: 'lines' | 'flow' | 'json';
  /** Columns by which the key is indented more than its line because of a dash. */
  readonly deeper: number;
  /** Whether a key still needs its colon and value. */
  readonly bare: boolean;
}

export function cursorAt(document: SweepDocument, position: Position): Cursor | undefined {
  return document.language === 'json' ? jsonCursor(document, position) : yamlCursor(document, position);
}
