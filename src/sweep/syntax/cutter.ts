import type { Chunk } from './node';

/** Divides a text into chunks from its beginning: a boundary only depends on the text before it. */
export interface Cutter<State> {
  readonly start: State;
  /**
   * @param line 0-based line of the text's first character in the document
   * @param from the state there
   * @param atEnd whether the document ends with this text
   */
  cut(text: string, line: number, from: State, atEnd: boolean): Cut<State>;
  /** A state in which this chunk's own text is divided in the same way. */
  stateBefore(chunk: Chunk): State;
  /** Whether an earlier chunk at this place would have the same boundaries in this state. */
  stillFits(state: State, chunk: Chunk): boolean;
}

export interface Cut<State> {
  readonly chunks: readonly Chunk[];
  /** The state at the end of the text. */
  readonly state: State;
}
