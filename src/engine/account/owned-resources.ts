import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import type { Cloud, OwnedResource } from '../ports';
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
      orUnseen(lookInto(region, cloud, signal), { ownedResources: [], instances: [] }, (reason) =>
        t("Couldn't search {0}: {1}", region, reason),
      ),
    ),
  );
  const secrets = await secretsIn([...new Set([...inUse, ...enabled])], cloud, signal);
  unseen.push(...secrets.unseen);
  return {
    ownedResources: [
      ...roles,
      ...secrets.ownedResources,
      ...found.flatMap(({ ownedResources }) => ownedResources),
    ],
    instances: found.flatMap(({ instances }) => instances),
    unseen,
  };
}

/** Environment values that sweeps have stored for their launches and that haven't been deleted yet. */
async function secretsIn(
  regions: readonly string[],
  cloud: Cloud,
  signal: AbortSignal | undefined,
): Promise<Pick<Inventory, 'ownedResources' | 'unseen'>> {
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
      return names.map((name): OwnedResource => ({ kind: 'secret', name, region, purpose }));
    }),
  );
  const [reason] = closed.values();
  const regionsClosed = [...closed.keys()].join(', ');
  return {
    ownedResources: found.flat(),
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
): Promise<Pick<Inventory, 'ownedResources' | 'instances'>> {
  const [instances, groups, bucket] = await Promise.all([
    taggedInstances([region], { 'spawn:managed': 'true' }, { cloud, signal }),
    cloud.compute(region).securityGroups(signal),
    cloud.account.bucketIn(region, signal),
  ]);
  const purpose = t('Allows SSH from the addresses that requested it.');
  return {
    instances: instances.filter(({ state }) => state !== 'terminated'),
    ownedResources: [
      ...(bucket === undefined ? [] : [bucket]),
      ...groups.map((name): OwnedResource => ({ kind: 'security-group', name, region, purpose })),
    ],
  };
}

/** A region that an organization denies doesn't stop the search elsewhere; an expired session does. */
function whyUnseen(error: unknown): string {
  if (!(error instanceof Failure) || ['credentials', 'cancelled'].includes(error.kind)) throw error;
  return error.message;
}

/** Deletes them one after the other, and continues if one can't be deleted; a resource that no longer exists counts as deleted. */
export async function deleteOwnedResources(
  ownedResources: readonly OwnedResource[],
  cloud: Cloud,
  signal?: AbortSignal,
  onProgress: (next: OwnedResource, done: number) => void = () => undefined,
): Promise<Removal> {
  const left: { ownedResource: OwnedResource; reason: string }[] = [];
  for (const [done, ownedResource] of ownedResources.entries()) {
    signal?.throwIfAborted();
    onProgress(ownedResource, done);
    await removeOne(ownedResource, cloud, signal).catch((error: unknown) => {
      left.push({ ownedResource, reason: whyUnseen(error) });
    });
  }
  const stays = new Set(left.map(({ ownedResource }) => ownedResource));
  return { removed: ownedResources.filter((ownedResource) => !stays.has(ownedResource)), left };
}

async function removeOne(
  ownedResource: OwnedResource,
  cloud: Cloud,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { kind, name, region } = ownedResource;
  if (kind === 'secret') await cloud.secrets(region).remove([name], signal);
  else if (kind === 'security-group') await cloud.compute(region).removeSecurityGroup(name, signal);
  else await cloud.account.remove({ ...ownedResource, kind }, signal);
}
