import type { RunSettings } from './settings';
import type { Range } from './text';

export type { OnComplete, RunSettings } from './settings';

/** One parameter combination. It gets one instance. */
export interface Run {
  /** 0-based index in the sweep. */
  readonly index: number;
  /** Unique in the sweep; safe as an EC2 tag, an S3 key, and a file name. */
  readonly name: string;
  /** Free parameters as the user spelled them, in the order of the file. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: RunSettings;
  /** Its source in the sweep file. */
  readonly origin: Range;
}

/** The definition of the best run: a value in the results, and which direction is better. */
export interface SweepMetric {
  readonly name: string;
  readonly goal: 'min' | 'max';
}

/** A parsed sweep file. `runs` are the runs of a launch; launch refuses while a problem is an error. */
export interface Sweep {
  /** `lr-search` for `name: lr-search`, or derived from the file's name; "" if there is neither. */
  readonly name: string;
  readonly runs: readonly Run[];
  /** USD. */
  readonly budget?: number | undefined;
  readonly maxConcurrent?: number | undefined;
  readonly metric?: SweepMetric | undefined;
}

/** Defaults for a sweep file: settings of the user and the profile. */
export interface SweepDefaults {
  readonly instanceType: string;
  readonly region: string;
}
