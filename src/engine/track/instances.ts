import type { Cloud, Instance, SeenInstances } from '../ports';

/** Instances with these tags: one filtered and paginated DescribeInstances per region. */
export async function taggedInstances(
  regions: readonly string[],
  tags: Readonly<Record<string, string>>,
  { cloud, signal }: { readonly cloud: Cloud; readonly signal: AbortSignal | undefined },
): Promise<readonly Instance[]> {
  const found = await Promise.all(regions.map((region) => cloud.compute(region).describe(tags, signal)));
  return found.flat();
}

/** The same for a poll after earlier ones. */
export async function watchedIn(
  regions: readonly string[],
  tags: Readonly<Record<string, string>>,
  { cloud, signal }: { readonly cloud: Cloud; readonly signal: AbortSignal | undefined },
): Promise<SeenInstances> {
  const seen = await Promise.all(regions.map((region) => cloud.compute(region).watch(tags, signal)));
  const [only] = seen;
  if (only !== undefined && seen.length === 1) return only;
  return { instances: seen.flatMap(({ instances }) => instances), whole: seen.every(({ whole }) => whole) };
}

/**
 * Tags that an instance of this sweep must have: both, because anyone can write a single tag. All callers that count,
 * request, or terminate instances use the same tags.
 */
export const sweepTags = (sweepId: string): Readonly<Record<string, string>> => ({
  'spawn:managed': 'true',
  'sweep:id': sweepId,
});

/** It costs money, or may again. */
export const mayLive = ({ state }: Instance): boolean => state !== 'terminated' && state !== 'shutting-down';

/** By the ID of their sweep; those without one under ''. */
export const groupBySweep = (instances: readonly Instance[]): ReadonlyMap<string, readonly Instance[]> =>
  grouped(instances, ({ tags }) => tags['sweep:id'] ?? '');

export const groupByRegion = (instances: readonly Instance[]): ReadonlyMap<string, readonly Instance[]> =>
  grouped(instances, ({ region }) => region);

function grouped(
  instances: readonly Instance[],
  nameOf: (instance: Instance) => string,
): ReadonlyMap<string, readonly Instance[]> {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const name = nameOf(instance);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [instance]);
    else group.push(instance);
  }
  return groups;
}
