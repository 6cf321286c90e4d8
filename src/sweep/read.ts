import { SweepDocument } from './document';
import type { Knowledge } from './knowledge';
import type { Problem } from './problem';
import type { Sweep, SweepDefaults } from './run';
import type { SweepSource } from './source';
import type { Surroundings } from './surroundings';

export type { SweepSource } from './source';
export type { Surroundings } from './surroundings';

export interface SweepReading {
  readonly sweep: Sweep;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/** Reads a sweep file. Never throws: all errors are problems with a range. */
export function readSweep(
  source: SweepSource,
  defaults: SweepDefaults,
  surroundings?: Surroundings,
  knowledge?: Knowledge,
): SweepReading {
  const document = new SweepDocument(source, { defaults, surroundings, knowledge });
  return { sweep: document.sweep(), problems: document.problems() };
}
