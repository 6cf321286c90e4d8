import type { ScriptNotes } from './script-notes';
import type { ShellNode, TextSpan } from './shell';

/** A walk over the tree of a script, for those who look at a part of it. */
export interface Walking {
  readonly notes: ScriptNotes;
  visit(node: ShellNode): void;
  /** Arithmetic as the grammar reads it. */
  arithmetic(node: ShellNode): void;
  /** The text in the brackets of `array[…]`. */
  index(subscript: ShellNode): void;
  /** Arithmetic that was blanked out for the grammar. */
  sum(span: TextSpan): void;
}
