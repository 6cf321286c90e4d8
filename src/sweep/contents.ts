import type { ReadContext } from './context';
import type { Expansion } from './expansion';
import type { Finding } from './finding';
import type { Layer } from './layer';
import type { ParamsIndex } from './params-index';
import type { SweepDefaults } from './run';
import type { RunEntry } from './run-entry';
import type { Scripts } from './script/scripts';
import type { Structure } from './structure';
import type { Chunk, ScalarNode } from './syntax/node';
import type { TopLevel } from './top-level';

/** The parsed content of a sweep file, for the checks. */
export interface Contents {
  readonly chunks: readonly Chunk[];
  /** Chunks that are not YAML or JSON. */
  readonly faulty: Iterable<Chunk>;
  /** What is wrong with anchors, and with where `params` come from. */
  readonly sourceFindings: readonly Finding[];
  /** What the file leaves open. */
  readonly fallback: SweepDefaults;
  readonly structure: Structure;
  readonly top: TopLevel;
  readonly context: ReadContext;
  readonly defaults: Layer;
  /** Runs of `params`. */
  readonly rows: ParamsIndex;
  readonly expansion: Expansion;
  readonly scripts: Scripts;
  /** How often each run is repeated, with a separate seed. */
  readonly repeats: number;
  /** How many runs the sweep has. */
  readonly size: number;
  /** Free parameters of the sweep, each at a place where it is. */
  parameterKeys(): ReadonlyMap<string, ScalarNode>;
  /** Entries of `include` or `exclude`. */
  cellsUnder(key: 'include' | 'exclude'): readonly RunEntry[];
}
