import type { RunSettings } from './settings';
import type { Range } from './text';

export type { OnComplete, RunSettings } from './settings';

/** One parameter combination. It gets one instance. */
export interface Run {
  /** 0-based place in the sweep. */
  readonly index: number;
  /** Unique in the sweep; safe as EC2 tag, S3 key and file name. */
  readonly name: string;
  /** Free parameters as the user spelled them, in the order of the file. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: RunSettings;
  /** Where in the sweep file it comes from. */
  readonly origin: Range;
}

/** What the best run is: a value of the results, and which end of it is good. */
export interface SweepMetric {
  readonly name: string;
  readonly goal: 'min' | 'max';
}

/** A sweep file, read. `runs` is what would be launched; launch refuses while a problem is an error. */
export interface Sweep {
  /** `lr-search` for `name: lr-search`, or from the file's name; "" if there is neither. */
  readonly name: string;
  readonly runs: readonly Run[];
  /** USD. */
  readonly budget?: number | undefined;
  readonly maxConcurrent?: number | undefined;
  readonly metric?: SweepMetric | undefined;
}

/** What a sweep file leaves open: settings of the user and the profile. */
export interface SweepDefaults {
  readonly instanceType: string;
  readonly region: string;
}
