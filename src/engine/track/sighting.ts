import { attemptTag, firstAttempt } from '../../plan/plan';
import { attemptAt, callName, parseCallName } from '../journal/entry';
import { type LaunchState, lastAttempt } from '../journal/fold';
import { callTag } from '../launch/compose';
import type { Instance } from '../ports';

/** The instance of the last attempt of each run of a sweep, by run index: from the launching call and the position in it, or otherwise from its tag. */
export function sightings(
  launch: LaunchState,
  instances: readonly Instance[],
): ReadonlyMap<number, Instance> {
  const found = new Map<number, Instance>();
  for (const instance of instances) {
    const run = runOf(launch, instance);
    if (run === undefined) continue;
    const other = found.get(run);
    // Never two of a run; if someone has copied the tags, the one in the journal counts.
    if (other === undefined || isNamed(launch, run, instance)) found.set(run, instance);
  }
  return found;
}

function runOf(launch: LaunchState, { launchIndex, tags }: Instance): number | undefined {
  const id = parseCallName(tags[callTag]);
  const call = id === undefined ? undefined : launch.calls.get(callName(id));
  const row = call?.rows[launchIndex];
  if (call !== undefined && row !== undefined) {
    return attemptAt(call, launchIndex) === lastAttempt(launch.retries, row) ? row : undefined;
  }
  const index = Number(tags['sweep:index'] ?? Number.NaN);
  const attempt = Number(tags[attemptTag] ?? firstAttempt);
  if (!Number.isInteger(index) || index < 0 || index >= launch.runs.length) return undefined;
  return attempt === lastAttempt(launch.retries, index) ? index : undefined;
}

function isNamed(launch: LaunchState, run: number, { id }: Instance): boolean {
  const known = launch.runs[run];
  return known?.state === 'launched' && known.instanceId === id;
}
