/** A position in a text: 0-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open: `end` is the first position after the range. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range with exactly the characters to edit, so that a range to show can't be edited by mistake. */
export interface ExactRange extends Range {
  readonly exact: true;
}

export interface TextEdit {
  readonly range: ExactRange;
  readonly newText: string;
}

/** The text after edits that don't overlap, all of which refer to the original text. */
export function applyEdits(
  text: string,
  edits: readonly { readonly range: Range; readonly newText: string }[],
): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ line, character }: Position): number =>
    Math.min((starts[line] ?? text.length) + character, text.length);
  const placed = edits.map(({ range, newText }) => ({
    start: offset(range.start),
    end: offset(range.end),
    newText,
  }));
  let changed = '';
  let at = 0;
  for (const { start, end, newText } of placed.sort((a, b) => a.start - b.start)) {
    changed += text.slice(at, start) + newText;
    at = end;
  }
  return changed + text.slice(at);
}
