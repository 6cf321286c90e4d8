import type { Needs, Surroundings } from '../../sweep/surroundings';

/** What is next to a sweep file, as far as it is known. */
export interface Beside extends Surroundings {
  /** Looks up what is new among these. True when something was learned, so that the sweep file says more than before. */
  learn(needs: Needs): Promise<boolean>;
  /** Whether texts are there only once they were looked up. */
  readonly readsAhead: boolean;
}
