import type { Goal } from './goal';
import type { ResultReading } from './reading';
import type { Scalar } from './scalar';

/** One run as its row in the results table knows it. */
export interface RunRecord {
  readonly index: number;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: string;
  readonly exitCode?: number;
  readonly instanceId?: string;
  readonly instanceType?: string;
  readonly hours?: number;
  /** USD. */
  readonly cost?: number;
  /** What its result files say, by path relative to the run's results. */
  readonly documents: readonly { readonly path: string; readonly reading: ResultReading }[];
}

/** What a column tells: who the run is, of which sweep among several, what it was given, how it went, what it found. */
export type ColumnKind = 'run' | 'sweep' | 'parameter' | 'outcome' | 'result';

/** Rows in the order of the sweep; every row has every column, undefined where the run has no such value. */
export interface ResultsTable {
  readonly columns: readonly string[];
  /** One for each column. */
  readonly kinds: readonly ColumnKind[];
  /** The title of each with the name of the file it is from; if it isn't from a single file, the title. */
  readonly qualified?: readonly string[];
  readonly rows: readonly (readonly (Scalar | undefined)[])[];
  /** How results were read, and what was not: a sentence each. */
  readonly notes: readonly string[];
  /** The metric of the sweep file. */
  readonly metric?: { readonly name: string; readonly goal: Goal };
}
