import { t } from '@vscode/l10n';
import { tellBriefly } from '../shown';
import type { World } from '../world';
import { sweepTarget } from './targets';

/** Brings results of a sweep into the workspace as its runs end, without being asked again. */
export async function collectAlong(world: World, argument: unknown): Promise<void> {
  const target = await sweepTarget(
    world,
    argument,
    ({ finished, id }) => !finished && !world.along.isFollowing(id),
  );
  if (target === undefined) return;
  await world.along.start(target.sweep.id);
  tellBriefly(t('Spawn: results of {0} are collected as they come', target.sweep.id), 5_000);
}

export async function stopCollectAlong(world: World, argument: unknown): Promise<void> {
  const target = await sweepTarget(world, argument, ({ id }) => world.along.isFollowing(id));
  if (target !== undefined) await world.along.stop(target.sweep.id);
}
