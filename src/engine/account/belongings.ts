import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import type { Belonging, Cloud, Store } from '../ports';

/** What Spawn made: in the account, and security groups in these regions. One LIST per thousand objects tells what buckets hold. */
export async function belongingsIn(
  regions: readonly string[],
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<readonly Belonging[]> {
  const purpose = t('Let ssh in from the addresses that asked for it.');
  const groups = await Promise.all(
    regions.map(async (region) => {
      const ids = await cloud.compute(region).securityGroups(signal);
      return ids.map((name): Belonging => ({ kind: 'security-group', name, region, purpose }));
    }),
  );
  const made = await Promise.all(
    (await cloud.account.belongings(regions, signal)).map(async (belonging) => {
      if (belonging.kind !== 'bucket') return belonging;
      const holds = await contentsOf(cloud.store(belonging.name, belonging.region), signal);
      return holds === undefined ? belonging : { ...belonging, holds };
    }),
  );
  return [...made, ...groups.flat()];
}

/** Undefined where this user may not look into it. */
async function contentsOf(store: Store, signal: AbortSignal | undefined): Promise<Belonging['holds']> {
  let objects = 0;
  let bytes = 0;
  try {
    for await (const { size } of store.list('', signal)) {
      objects += 1;
      bytes += size;
    }
  } catch (error) {
    if (error instanceof Failure && error.kind === 'permission') return undefined;
    throw error;
  }
  return { objects, bytes };
}

/** Removes them one after the other; what is gone already is no failure. */
export async function removeBelongings(
  belongings: readonly Belonging[],
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<void> {
  for (const belonging of belongings) {
    const { kind, name, region } = belonging;
    if (kind === 'security-group') await cloud.compute(region).removeSecurityGroup(name, signal);
    else await cloud.account.remove({ ...belonging, kind }, signal);
  }
}
