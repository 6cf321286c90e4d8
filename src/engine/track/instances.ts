import type { Cloud, Instance } from '../ports';

/** Instances with these tags: one filtered and paginated DescribeInstances per region. */
export async function instancesIn(
  regions: readonly string[],
  tags: Readonly<Record<string, string>>,
  { cloud, signal }: { readonly cloud: Cloud; readonly signal: AbortSignal | undefined },
): Promise<readonly Instance[]> {
  const found = await Promise.all(regions.map((region) => cloud.compute(region).describe(tags, signal)));
  return found.flat();
}

/** By the id of their sweep; those of none under ''. */
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
