import { SweepDocument, type SweepOptions } from '../../../src/sweep/document';
import type { Problem } from '../../../src/sweep/problem';
import type { SweepSource } from '../../../src/sweep/source';
import type { Position, Range } from '../../../src/sweep/text';

export const DEFAULTS = { instanceType: 't3.micro', region: 'us-east-1' };

export function open(text: string, options: Partial<SweepOptions & SweepSource> = {}): SweepDocument {
  const { language = 'yaml', fileName = 'try-sweep.yaml', ...rest } = options;
  return new SweepDocument({ text, language, fileName }, { defaults: DEFAULTS, ...rest });
}

/** Offset of a place in a text, as an editor counts. */
export function offsetAt(text: string, { line, character }: Position): number {
  let start = 0;
  for (let at = 0; at < line; at++) start = text.indexOf('\n', start) + 1;
  return start + character;
}

/** `code@"marked text"` of every problem, in order: the whole set, with its ranges. */
export const told = (text: string, problems: readonly Problem[]): readonly string[] =>
  problems.map(({ code, range }) => {
    const marked = text.slice(offsetAt(text, range.start), offsetAt(text, range.end));
    return `${code} ${range.start.line}:${range.start.character} ${JSON.stringify(marked)}`;
  });

/** Applies edits as an editor does: all at once, from the end. */
export function applied(
  text: string,
  edits: readonly { readonly range: Range; readonly newText: string }[],
): string {
  const inOrder = [...edits].sort((a, b) => offsetAt(text, b.range.start) - offsetAt(text, a.range.start));
  return inOrder.reduce(
    (changed, { range, newText }) =>
      changed.slice(0, offsetAt(text, range.start)) + newText + changed.slice(offsetAt(text, range.end)),
    text,
  );
}
