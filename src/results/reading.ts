import type { Scalar } from './scalar';

/** The content of a result file. */
export interface ResultReading {
  /** Its values by name; a nested one by dotted path. */
  readonly values: ReadonlyMap<string, Scalar>;
  /** What was left out or how it was read, as the end of a sentence that the file begins. */
  readonly notes: readonly string[];
}
