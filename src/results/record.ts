import type { Goal } from './goal';
import type { ResultReading } from './reading';
import type { Scalar } from './scalar';

/** The data of one run in the results table. */
export interface RunRecord {
  readonly index: number;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: string;
  readonly exitCode?: number;
  /** How many it has had, if more than one. */
  readonly attempts?: number;
  readonly instanceId?: string;
  readonly instanceType?: string;
  /** Of all attempts. */
  readonly hours?: number;
  /** USD, of all attempts. */
  readonly cost?: number;
  /** The content of its result files, by path relative to the run's results. */
  readonly documents: readonly { readonly path: string; readonly reading: ResultReading }[];
}

/** The kind of a column: the run's identity, its sweep among several, its parameters, its outcome, its results. */
export type ColumnKind = 'run' | 'sweep' | 'parameter' | 'outcome' | 'result';

/** Rows in the order of the sweep; every row has every column, undefined if the run has no such value. */
export interface ResultsTable {
  readonly columns: readonly string[];
  /** One entry for each column. */
  readonly kinds: readonly ColumnKind[];
  /** The title of each column with the name of its file; if it isn't from a single file, only the title. */
  readonly qualified?: readonly string[];
  readonly rows: readonly (readonly (Scalar | undefined)[])[];
  /** Notes about how results were read, and which parts were skipped: one sentence each. */
  readonly notes: readonly string[];
  /** The metric of the sweep file. */
  readonly metric?: { readonly name: string; readonly goal: Goal };
}
