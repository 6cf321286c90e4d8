import type { LaunchShape } from '../../plan/plan';

/** One place where a batch may be launched: an instance type, and a zone or any. */
export interface Candidate {
  readonly instanceType: string;
  readonly availabilityZone?: string | undefined;
}

/**
 * Where a batch may go, in the order to try: every type wherever EC2 finds room, then every type zone by zone.
 * A zone or subnet that the user named is the only place there is.
 */
export function candidatesOf(shape: LaunchShape, zones: readonly string[]): readonly Candidate[] {
  const { instanceTypes, availabilityZone, subnet } = shape;
  if (availabilityZone !== undefined) {
    return instanceTypes.map((instanceType) => ({ instanceType, availabilityZone }));
  }
  const anywhere = instanceTypes.map((instanceType) => ({ instanceType }));
  if (subnet !== undefined) return anywhere;
  const zoned = instanceTypes.flatMap((instanceType) =>
    zones.map((zone) => ({ instanceType, availabilityZone: zone })),
  );
  return shape.spot && zoned.length > 0 ? zoned : [...anywhere, ...zoned];
}
