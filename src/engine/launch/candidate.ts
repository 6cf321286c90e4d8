import type { LaunchShape } from '../../plan/plan';

/** A placement for a batch: an instance type, and a zone or any zone. */
export interface Candidate {
  readonly instanceType: string;
  readonly availabilityZone?: string | undefined;
}

/**
 * The placements of a batch, in the order to try: every type in any zone, then every type zone by zone. A zone or
 * subnet in the sweep file is the only placement.
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
