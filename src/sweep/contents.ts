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
  /** Problems of anchors, and of the source of `params`. */
  readonly sourceFindings: readonly Finding[];
  /** Defaults for settings that the file doesn't set. */
  readonly fallback: SweepDefaults;
  readonly structure: Structure;
  readonly top: TopLevel;
  readonly context: ReadContext;
  readonly defaults: Layer;
  /** Runs of `params`. */
  readonly rows: ParamsIndex;
  readonly expansion: Expansion;
  readonly scripts: Scripts;
  /** The pattern of objects in S3 of which each is a run; undefined for any other sweep. */
  readonly objects: ScalarNode | undefined;
  /** How often each run is repeated, with a separate seed. */
  readonly repeats: number;
  /** The number of runs. */
  readonly size: number;
  /** Free parameters of the sweep, each with one of its places. */
  parameterKeys(): ReadonlyMap<string, ScalarNode>;
  /** Entries of `include` or `exclude`. */
  cellsUnder(key: 'include' | 'exclude'): readonly RunEntry[];
}
