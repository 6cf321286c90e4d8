import type { Scalar } from './scalar';

/** The content of a result file. */
export interface ResultReading {
  /** Its values by name; nested values by dotted path. */
  readonly values: ReadonlyMap<string, Scalar>;
  /** The parts that were skipped or how they were read, as the end of a sentence that begins with the file name. */
  readonly notes: readonly string[];
}
