import { t } from '@vscode/l10n';
import type { Belonging, Cloud } from './ports';

/** What Spawn made: in the account, and security groups in these regions. */
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
  return [...(await cloud.account.belongings(regions, signal)), ...groups.flat()];
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
