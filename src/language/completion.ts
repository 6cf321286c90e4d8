import type { Range } from '../sweep/text';
import type { Markdown } from '../text/markdown';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'variable' | 'instanceType' | 'command' | 'skeleton';
  /** What is next to it: size and price, a default. */
  readonly detail?: string;
  readonly documentation?: Markdown;
  readonly insertText: string;
  /** Whether `insertText` holds `$1` places to fill. */
  readonly snippet: boolean;
  readonly range: Range;
  /** Where it is in the list, where that is not by its label. */
  readonly sortText?: string;
}

/** A completion item without a range yet; it inserts its label unless it sets another text. */
export type Draft = Omit<Completion, 'range' | 'insertText' | 'snippet'> & {
  readonly insertText?: string;
  readonly snippet?: boolean;
};
