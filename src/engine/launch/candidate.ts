import type { LaunchShape } from '../../plan/plan';

/** A placement for a batch: an instance type, and a zone or any zone. */
export interface Candidate {
  readonly instanceType: string;
  readonly availabilityZone?: string | undefined;
  /** An on-demand instance, although the shape is spot: it only prefers spot instances. */
  readonly onDemand?: boolean;
}

/**
 * Where a batch may go, in the order to try: every type wherever EC2 finds room, then every type zone by zone. A zone or subnet
 * that the user named is the only place there is. A shape that prefers spot instances may go to the same places on demand, last.
 * The placements of a batch, in the order to try: every type in any zone, then every type zone by zone. A zone or
 * subnet in the sweep file is the only placement.
 */
export function candidatesOf(shape: LaunchShape, zones: readonly string[]): readonly Candidate[] {
  const places = placesOf(shape, zones);
  return shape.spotFallback === true ? [...places, ...onDemandCandidatesOf(shape, zones)] : places;
}

/** The same for runs of a shape that prefers spot instances, and that don't get one. */
export const onDemandCandidatesOf = (shape: LaunchShape, zones: readonly string[]): readonly Candidate[] =>
  placesOf({ ...shape, spot: false }, zones).map((place) => ({ ...place, onDemand: true }));

function placesOf(shape: LaunchShape, zones: readonly string[]): readonly Candidate[] {
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
