import type { Run } from '../sweep/run';
import { Boots } from './boot-parts';
import { shapeKeyOf, shapeOf } from './launch-shape';
import type { Batch } from './sweep-plan';
import type { Packer } from './user-data';

/** AWS recommends several launch calls of up to 100 instances over one larger call. */
const largestBatch = 100;

/**
 * Splits runs of one launch shape, in their order, into calls that fit. Batches are ordered by their first run.
 * @throws PlanError if a single run does not fit.
 */
export function batchesOf(runs: readonly Run[], packer: Packer): readonly Batch[] {
  const groups = new Map<string, Run[]>();
  const boots = new Boots();
  for (const run of runs) {
    // cloud-init applies the user data of the call, which all of its instances share.
    const key = shapeKeyOf(shapeOf(run)) + (boots.of(run.settings.userData).cloudConfig ?? '');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()]
    .flatMap((group) => cut(group, packer))
    .sort(([a], [b]) => (a?.index ?? 0) - (b?.index ?? 0))
    .flatMap((members, number) => {
      const [first] = members;
      return first === undefined ? [] : { id: `b${number}`, shape: shapeOf(first), runs: members };
    });
}

function cut(runs: readonly Run[], packer: Packer): readonly (readonly Run[])[] {
  const batches: (readonly Run[])[] = [];
  let guess = largestBatch;
  for (let from = 0; from < runs.length; ) {
    const size = largestFitting(runs, from, guess, packer);
    batches.push(runs.slice(from, from + size));
    from += size;
    guess = size;
  }
  return batches;
}

/** The maximum number of runs from `from` on that fit. Consecutive runs are similar, so the size of the last batch is tried first. */
function largestFitting(runs: readonly Run[], from: number, guess: number, packer: Packer): number {
  const most = Math.min(largestBatch, runs.length - from);
  const fits = (size: number): boolean => packer.fits(runs.slice(from, from + size));
  const first = Math.min(guess, most);
  let [low, high] = fits(first) ? [first, most] : [0, first - 1];
  if (low === first && first < most && !fits(first + 1)) return first;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  if (low > 0) return low;
  if (packer.readsTables) return 1;
  throw packer.refusal(runs.slice(from, from + 1));
}
