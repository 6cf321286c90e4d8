import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import type { Belonging, Cloud } from '../ports';
import { taggedInstances } from '../track/instances';
import type { Inventory, Removal } from './inventory';

/**
 * The resources that Spawn created in the account, from any machine: in all enabled regions, and in those that this
 * machine knows.
 * @param inUse regions that this machine knows: used alone if this user isn't allowed to list the account's regions
 */
export async function takeInventory(
  inUse: readonly string[],
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<Inventory> {
  const unseen: string[] = [];
  const orUnseen = async <T>(looking: Promise<T>, otherwise: T, sentence: (reason: string) => string) =>
    looking.catch((error: unknown) => {
      unseen.push(sentence(whyUnseen(error)));
      return otherwise;
    });
  const enabled = await orUnseen(cloud.account.regions(signal), [], (reason) =>
    t(
      "This user isn't allowed to list the regions of the account, so only {0} were searched: {1}",
      inUse.join(', '),
      reason,
    ),
  );
  const roles = await orUnseen(cloud.account.roles(signal), [], (reason) =>
    t("Couldn't search roles: {0}", reason),
  );
  const found = await Promise.all(
    [...new Set([...inUse, ...enabled])].map((region) =>
      orUnseen(lookInto(region, cloud, signal), { belongings: [], instances: [] }, (reason) =>
        t("Couldn't search {0}: {1}", region, reason),
      ),
    ),
  );
  const secrets = await secretsIn([...new Set([...inUse, ...enabled])], cloud, signal);
  unseen.push(...secrets.unseen);
  return {
    belongings: [...roles, ...secrets.belongings, ...found.flatMap(({ belongings }) => belongings)],
    instances: found.flatMap(({ instances }) => instances),
    unseen,
  };
}

/** Environment values that sweeps have stored for their launches and that haven't been deleted yet. */
async function secretsIn(
  regions: readonly string[],
  cloud: Cloud,
  signal: AbortSignal | undefined,
): Promise<Pick<Inventory, 'belongings' | 'unseen'>> {
  const closed = new Map<string, string>();
  const purpose = t(
    "Stores a secret for the instances of a sweep. Runs that haven't started yet couldn't read it.",
  );
  const found = await Promise.all(
    regions.map(async (region) => {
      const names = await cloud
        .secrets(region)
        .kept(signal)
        .catch((error: unknown) => {
          closed.set(region, whyUnseen(error));
          return [];
        });
      return names.map((name): Belonging => ({ kind: 'secret', name, region, purpose }));
    }),
  );
  const [reason] = closed.values();
  const regionsClosed = [...closed.keys()].join(', ');
  return {
    belongings: found.flat(),
    unseen:
      reason === undefined
        ? []
        : [t("Couldn't search for the secrets of sweeps in {0}: {1}", regionsClosed, reason)],
  };
}

async function lookInto(
  region: string,
  cloud: Cloud,
  signal: AbortSignal | undefined,
): Promise<Pick<Inventory, 'belongings' | 'instances'>> {
  const [instances, groups, bucket] = await Promise.all([
    taggedInstances([region], { 'spawn:managed': 'true' }, { cloud, signal }),
    cloud.compute(region).securityGroups(signal),
    cloud.account.bucketIn(region, signal),
  ]);
  const purpose = t('Allows SSH from the addresses that requested it.');
  return {
    instances: instances.filter(({ state }) => state !== 'terminated'),
    belongings: [
      ...(bucket === undefined ? [] : [bucket]),
      ...groups.map((name): Belonging => ({ kind: 'security-group', name, region, purpose })),
    ],
  };
}

/** A region that an organization denies doesn't stop the search elsewhere; an expired session does. */
function whyUnseen(error: unknown): string {
  if (!(error instanceof Failure) || ['credentials', 'cancelled'].includes(error.kind)) throw error;
  return error.message;
}

/** Deletes them one after the other, and continues if one can't be deleted; a resource that no longer exists counts as deleted. */
export async function removeBelongings(
  belongings: readonly Belonging[],
  cloud: Cloud,
  signal?: AbortSignal,
  onProgress: (next: Belonging, done: number) => void = () => undefined,
): Promise<Removal> {
  const left: { belonging: Belonging; reason: string }[] = [];
  for (const [done, belonging] of belongings.entries()) {
    signal?.throwIfAborted();
    onProgress(belonging, done);
    await removeOne(belonging, cloud, signal).catch((error: unknown) => {
      left.push({ belonging, reason: whyUnseen(error) });
    });
  }
  const stays = new Set(left.map(({ belonging }) => belonging));
  return { removed: belongings.filter((belonging) => !stays.has(belonging)), left };
}

async function removeOne(belonging: Belonging, cloud: Cloud, signal: AbortSignal | undefined): Promise<void> {
  const { kind, name, region } = belonging;
  if (kind === 'secret') await cloud.secrets(region).remove([name], signal);
  else if (kind === 'security-group') await cloud.compute(region).removeSecurityGroup(name, signal);
  else await cloud.account.remove({ ...belonging, kind }, signal);
}
