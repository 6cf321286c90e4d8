import { t } from '@vscode/l10n';
import type { Engine } from '../engine';
import { Failure, whenNotFound } from '../failure';
import type { AccountNeeds } from '../ports';
import type { OpenSession, Session } from '../session';
import { regionsInUse } from '../track/orphans';
import type { SweepView } from '../view';
import { countAlive } from './alive';
import { deleteOwnedResources, takeInventory } from './owned-resources';

/** The caller's identity, and Spawn's resources in the account. */
export const accountMethods = (
  open: OpenSession,
  engine: Pick<Engine, 'sweeps' | 'views'>,
): Pick<Engine, 'ownedResources' | 'identity' | 'remove' | 'setUp' | 'setupState'> => ({
  async identity(signal) {
    return (await open(signal)).identity;
  },

  async setupState(signal, wanted) {
    const session = await open(signal);
    return session.cloud.account.missing({ ...plainNeeds(session), ...wanted }, signal);
  },

  async setUp(signal, wanted) {
    const session = await open(signal);
    await session.cloud.account.setUp({ ...plainNeeds(session), ...wanted }, signal);
  },

  async ownedResources(signal) {
    const session = await open(signal);
    return takeInventory(await regionsInUse(session), session.cloud, signal);
  },

  async remove(ownedResources, signal, onProgress) {
    const session = await open(signal);
    const { clock, cloud } = session;
    const views = await viewsOfAll(engine, signal);
    const { instances } = await takeInventory(await regionsInUse(session), cloud, signal);
    const alive = countAlive(instances, views, clock.now());
    if (alive > 0) throw stillAlive(alive, [...new Set(instances.map(({ region }) => region))].sort());
    return deleteOwnedResources(ownedResources, cloud, signal, onProgress);
  },
});

/** Of every readable sweep. If the bucket of one is gone, the sweeps are read one by one. */
async function viewsOfAll(
  engine: Pick<Engine, 'sweeps' | 'views'>,
  signal: AbortSignal | undefined,
): Promise<readonly SweepView[]> {
  const ids = (await engine.sweeps(signal)).map(({ id }) => id);
  const together = await engine.views(ids, signal).catch(whenNotFound(undefined));
  if (together !== undefined) return together;
  const each: SweepView[] = [];
  for (const id of ids) each.push(...(await engine.views([id], signal).catch(whenNotFound([]))));
  return each;
}

/** The requirements of a sweep without iam_policy. */
function plainNeeds({ bucket, identity: { region } }: Session): AccountNeeds {
  if (bucket.name === undefined) return { region, policies: [] };
  return { region, bucket: bucket.name, policies: [[]] };
}

const stillAlive = (count: number, regions: readonly string[]): Failure =>
  new Failure(
    'rejected',
    'InstancesAlive',
    regions.length === 0
      ? t('{0} Spawn instances are still running and would lose their results. Terminate them first.', count)
      : t(
          '{0} Spawn instances are still running ({1}) and would lose their results. Terminate them first.',
          count,
          regions.join(', '),
        ),
  );
