import type { Needs, Surroundings } from '../../sweep/surroundings';

/** The nearby files of a sweep file, as far as they are known. */
export interface Beside extends Surroundings {
  /** Looks up new paths among these. True if something was found, so that the sweep file must be checked again. */
  learn(needs: Needs): Promise<boolean>;
  /** Whether texts are available only after they were looked up. */
  readonly readsAhead: boolean;
}
