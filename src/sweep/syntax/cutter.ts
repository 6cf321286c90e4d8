import type { Chunk } from './node';

/** Cuts a text into chunks from its beginning on: a cut depends only on what precedes it. */
export interface Cutter<State> {
  readonly start: State;
  /**
   * @param line 0-based line of the text's first character in the document
   * @param from what is known there
   * @param atEnd whether the document ends with this text
   */
  cut(text: string, line: number, from: State, atEnd: boolean): Cut<State>;
  /** A state in which this chunk's own text is cut as it was. */
  stateBefore(chunk: Chunk): State;
  /** Whether a chunk that stood here before would be cut off the same way in this state. */
  stillFits(state: State, chunk: Chunk): boolean;
}

export interface Cut<State> {
  readonly chunks: readonly Chunk[];
  /** The state at the end of the text. */
  readonly state: State;
}
