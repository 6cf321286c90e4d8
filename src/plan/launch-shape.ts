import type { Run } from '../sweep/run';
import { policiesOf } from './secrets';
import type { LaunchShape } from './sweep-plan';

/** What of a run decides in which call it can go out. */
export function shapeOf({ settings }: Run): LaunchShape {
  const { ami, cpuCredits, spotMaxPrice, availabilityZone, subnet, keyName, iamRole, volumeSize } = settings;
  const iamPolicy = policiesOf(settings);
  return {
    region: settings.region,
    instanceTypes: settings.instanceTypes,
    spot: settings.spot,
    securityGroups: settings.securityGroups,
    shutdownBehavior: settings.onComplete === 'stop' ? 'stop' : 'terminate',
    tags: settings.tags,
    ...(ami === undefined ? {} : { ami }),
    ...(spotMaxPrice === undefined ? {} : { spotMaxPrice }),
    ...(cpuCredits === undefined ? {} : { cpuCredits }),
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
    ...(subnet === undefined ? {} : { subnet }),
    ...(keyName === undefined ? {} : { keyName }),
    ...(iamPolicy === undefined ? {} : { iamPolicy }),
    ...(iamRole === undefined ? {} : { iamRole }),
    ...(volumeSize === undefined ? {} : { volumeSize }),
  };
}

/** Equal for shapes that may share a call: the order of types counts; that of groups, policies and tags does not. */
export function shapeKeyOf(shape: LaunchShape): string {
  return JSON.stringify([
    shape.region,
    shape.instanceTypes,
    shape.ami ?? null,
    shape.spot,
    shape.spotMaxPrice ?? null,
    shape.cpuCredits ?? null,
    shape.availabilityZone ?? null,
    shape.subnet ?? null,
    [...new Set(shape.securityGroups)].sort(),
    shape.keyName ?? null,
    shape.iamPolicy === undefined ? null : [...new Set(shape.iamPolicy)].sort(),
    shape.iamRole ?? null,
    shape.volumeSize ?? null,
    shape.shutdownBehavior,
    Object.entries(shape.tags).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}
