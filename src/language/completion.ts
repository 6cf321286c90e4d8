import type { Range } from '../sweep/text';
import type { Markdown } from '../text/markdown';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'variable' | 'instanceType' | 'command' | 'skeleton';
  /** Details shown next to the label: size and price, a default. */
  readonly detail?: string;
  readonly documentation?: Markdown;
  readonly insertText: string;
  /** Whether `insertText` contains placeholders such as `$1`. */
  readonly snippet: boolean;
  readonly range: Range;
  /** Sort key, if the order isn't that of the labels. */
  readonly sortText?: string;
}

/** A completion item without a range; it inserts its label unless it has another text. */
export type Draft = Omit<Completion, 'range' | 'insertText' | 'snippet'> & {
  readonly insertText?: string;
  readonly snippet?: boolean;
};
