import type { SweepPlan } from '../../plan/plan';
import type { LaunchState, RunLaunch } from '../journal/fold';
import type { Instance } from '../ports';
import { sightings } from '../track/sighting';
import { lastAttemptOf } from './attempts';
import { consistencyGrace } from './fleet';
import type { Unnamed } from './tagger';

/**
 * Instances of a sweep without the tags of their run: those that EC2 returns without a name, and those in the journal
 * that EC2 may not return yet. Instances that EC2 no longer returns have ended, and need no tags.
 */
export function unnamedIn(
  launch: LaunchState,
  plan: SweepPlan,
  instances: readonly Instance[],
  now: number,
): readonly Unnamed[] {
  const shown = sightings(launch, instances);
  return plan.batches
    .flatMap(({ runs }) => runs)
    .map((run) => lastAttemptOf(launch, run))
    .flatMap((run): Unnamed[] => {
      const place = launch.runs[run.index];
      const instance = shown.get(run.index);
      if (instance === undefined) return hiddenAs(run, place, now);
      if (instance.tags['Name'] !== undefined || instance.state === 'terminated') return [];
      const launchedAt = place !== undefined && 'call' in place ? place.call.at : instance.launchedAt;
      return [{ instanceId: instance.id, region: instance.region, run, launchedAt }];
    });
}

function hiddenAs(run: Unnamed['run'], place: RunLaunch | undefined, now: number): Unnamed[] {
  if (place?.state !== 'launched' || place.instanceId === '') return [];
  if (now - place.launchedAt > consistencyGrace || place.call.rows.length === 1) return [];
  const { call, instanceId } = place;
  return [{ instanceId, region: call.region, run, launchedAt: call.at || place.launchedAt }];
}
