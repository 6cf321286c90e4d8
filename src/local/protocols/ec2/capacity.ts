import { AwsError } from '../../failure';
import type { TypeRow } from './catalog';
import type { Ec2Context } from './context';
import { type Ec2Instance, isLive } from './instance';

/** The parts of a launch request that affect capacity. */
export interface Demand {
  readonly region: string;
  readonly zones: readonly string[];
  readonly type: TypeRow;
  readonly spot: boolean;
  readonly minCount: number;
  readonly maxCount: number;
}

/**
 * How many instances a call gets, and in which zone: the quota first, then the zone with the most free capacity.
 * @throws AwsError VcpuLimitExceeded or InsufficientInstanceCapacity if fewer than MinCount fit
 */
export function grant(
  context: Ec2Context,
  demand: Demand,
): { readonly zone: string; readonly count: number } {
  const live = context.fleet
    .all()
    .filter((instance) => instance.region === demand.region && isLive(instance));
  const byQuota = quotaRoom(context, demand, live);
  const [best] = demand.zones
    .map((zone) => ({ zone, room: zoneRoom(context, demand, zone, live) }))
    .sort((a, b) => (a.room === b.room ? 0 : b.room - a.room));
  if (best === undefined || best.room < demand.minCount) throw noCapacity(demand);
  const wanted = context.fills === 'most' ? demand.maxCount : demand.minCount;
  return { zone: best.zone, count: Math.min(wanted, byQuota, best.room) };
}

function quotaRoom(context: Ec2Context, demand: Demand, live: readonly Ec2Instance[]): number {
  const quota = demand.spot ? context.quotas.spotVcpus : context.quotas.onDemandVcpus;
  const used = live
    .filter((instance) => instance.spot === demand.spot && instance.state !== 'stopped')
    .reduce((sum, instance) => sum + (context.catalog.get(instance.type)?.vcpus ?? 0), 0);
  const room = Math.floor((quota - used) / demand.type.vcpus);
  if (room >= demand.minCount) return room;
  throw demand.spot
    ? new AwsError('MaxSpotInstanceCountExceeded', 'Max spot instance count exceeded')
    : new AwsError(
        'VcpuLimitExceeded',
        `You have requested more vCPU capacity than your current vCPU limit of ${quota} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
      );
}

const zoneRoom = (
  context: Ec2Context,
  { type }: Demand,
  zone: string,
  live: readonly Ec2Instance[],
): number =>
  context.faults.roomFor(
    type.name,
    zone,
    (room) =>
      live.filter(
        (instance) =>
          (room.instanceType === undefined || instance.type === room.instanceType) &&
          (room.zone === undefined || instance.zone === room.zone),
      ).length,
  );

const noCapacity = ({ type, zones }: Demand): AwsError =>
  new AwsError(
    'InsufficientInstanceCapacity',
    zones.length === 1
      ? `We currently do not have sufficient ${type.name} capacity in the Availability Zone you requested (${zones[0]}). Our system will be working on provisioning additional capacity.`
      : `We currently do not have sufficient ${type.name} capacity in any Availability Zone of this region.`,
    500,
  );
