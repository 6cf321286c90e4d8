import type { ScriptNotes } from './script-notes';
import type { ShellNode, TextSpan } from './shell';

/** Handlers for parts of a script's tree. */
export interface Walking {
  readonly notes: ScriptNotes;
  visit(node: ShellNode): void;
  /** Arithmetic as the grammar parses it. */
  arithmetic(node: ShellNode): void;
  /** The text in the brackets of `array[…]`. */
  index(subscript: ShellNode): void;
  /** Arithmetic that was blanked out for the grammar. */
  sum(span: TextSpan): void;
}
