/** A place in a text: 0-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open: `end` is the first place that is not part of it. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range whose characters are exactly what is meant: a range to show cannot be edited by mistake. */
export interface ExactRange extends Range {
  readonly exact: true;
}

export interface TextEdit {
  readonly range: ExactRange;
  readonly newText: string;
}
