import type { Needs, Surroundings } from '../../sweep/surroundings';

/** What is next to a sweep file, as far as it is known. */
export interface Beside extends Surroundings {
  /** Looks up new paths among these. True if something was found out, so that the sweep file must be checked again. */
  learn(needs: Needs): Promise<boolean>;
  /** Whether texts are there only once they were looked up. */
  readonly readsAhead: boolean;
}
