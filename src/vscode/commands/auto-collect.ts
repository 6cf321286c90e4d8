import { t } from '@vscode/l10n';
import { tellBriefly } from '../shown';
import { sweepTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Collects results of a sweep to the workspace whenever its runs end, without another prompt. */
export async function collectAlong(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(
    services,
    argument,
    ({ finished, id }) => !finished && !services.autoCollect.isFollowing(id),
  );
  if (target === undefined) return;
  await services.autoCollect.start(target.sweep.id);
  tellBriefly(t('Spawn: auto-collecting the results of {0}', target.sweep.id), 5_000);
}

export async function stopCollectAlong(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument, ({ id }) => services.autoCollect.isFollowing(id));
  if (target !== undefined) await services.autoCollect.stop(target.sweep.id);
}
