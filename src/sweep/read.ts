import type { Problem } from './problem';
import type { Sweep, SweepDefaults } from './run';

/** A sweep file as it stands in an editor or on disk. */
export interface SweepSource {
  readonly text: string;
  readonly language: 'yaml' | 'json';
  /** Name of the file, without its folder: `ml-sweep.yaml`. */
  readonly fileName: string;
}

export interface SweepReading {
  readonly sweep: Sweep;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/** Files beside the sweep file, for `user_data: {file: …}`, `files` and CSV. Undefined where there is none. */
export interface Surroundings {
  readText(path: string): string | undefined;
}

/** Reads a sweep file. Never throws: whatever is wrong is a problem with a range. */
export declare function readSweep(
  source: SweepSource,
  defaults: SweepDefaults,
  surroundings?: Surroundings,
): SweepReading;
