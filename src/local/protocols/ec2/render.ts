import type { Arns } from '../../partition';
import type { XmlTree } from '../../server/xml';
import { accountId } from '../../state/credentials';
import { privateHostName, publicHostName } from './host-names';
import { type Ec2Instance, stateCodes, type Tags } from './instance';

/** `2026-01-27T10:15:00.000Z` */
export const ec2Timestamp = (milliseconds: number): string => new Date(milliseconds).toISOString();

export const items = <T>(values: Iterable<T>, render: (value: T) => XmlTree | string): XmlTree => ({
  item: Array.from(values, render),
});

export const tagSet = (tags: Tags): XmlTree =>
  items(Object.entries(tags), ([key, value]) => ({ key, value }));

export const stateTree = (instance: Pick<Ec2Instance, 'state'>): XmlTree => ({
  code: stateCodes[instance.state],
  name: instance.state,
});

/** For an instance that waited for its machine, the start of the machine; never if it ended before. */
function launchOf({ endedAt, launchedAt, startedAt, waited }: Ec2Instance): number {
  if (waited !== true) return launchedAt;
  return Math.max(launchedAt, startedAt ?? endedAt ?? launchedAt);
}

/** One instance in EC2's XML format. */
export function instanceTree(arns: Arns, instance: Ec2Instance): XmlTree {
  const alive = instance.state !== 'terminated';
  const waits = instance.waited === true && instance.startedAt === undefined;
  const launchTime = ec2Timestamp(launchOf(instance));
  const publicName =
    instance.publicIp === undefined
      ? ''
      : publicHostName(instance.publicIp, instance.region, arns.partition.domain);
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: stateTree(instance),
    privateDnsName: alive ? privateHostName(instance) : '',
    dnsName: alive ? publicName : '',
    reason: instance.transitionReason,
    keyName: instance.keyName,
    amiLaunchIndex: instance.launchIndex,
    productCodes: {},
    instanceType: instance.type,
    launchTime,
    placement: { availabilityZone: instance.zone, groupName: '', tenancy: 'default' },
    monitoring: { state: 'disabled' },
    ...(alive
      ? {
          subnetId: instance.subnetId,
          vpcId: instance.vpcId,
          privateIpAddress: instance.privateIp,
          ipAddress: instance.publicIp,
          groupSet: items(instance.securityGroups, (groupId) => ({ groupId, groupName: groupId })),
        }
      : { groupSet: {} }),
    sourceDestCheck: true,
    ...(instance.stateReason === undefined
      ? {}
      : { stateReason: { code: instance.stateReason.code, message: instance.stateReason.message } }),
    architecture: instance.architecture,
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: alive
      ? items([instance.volumeId], (volumeId) => ({
          deviceName: '/dev/xvda',
          ebs: {
            volumeId,
            // An instance that waits for its machine has no disk yet.
            status: waits ? 'attaching' : 'attached',
            attachTime: waits ? undefined : ec2Timestamp(instance.startedAt ?? instance.launchedAt),
            deleteOnTermination: true,
          },
        }))
      : {},
    virtualizationType: 'hvm',
    ...(instance.spot ? { instanceLifecycle: 'spot', spotInstanceRequestId: instance.spotRequestId } : {}),
    clientToken: instance.clientToken,
    ...(Object.keys(instance.tags).length === 0 ? {} : { tagSet: tagSet(instance.tags) }),
    hypervisor: 'xen',
    ebsOptimized: false,
    enaSupport: true,
    ...(instance.profileName === undefined
      ? {}
      : {
          iamInstanceProfile: {
            arn: arns.iam(`instance-profile/${instance.profileName}`),
            id: instance.profileName,
          },
        }),
    metadataOptions: {
      state: 'applied',
      httpTokens: instance.httpTokens,
      httpPutResponseHopLimit: instance.hopLimit,
      httpEndpoint: 'enabled',
      httpProtocolIpv6: 'disabled',
      instanceMetadataTags: instance.metadataTags ? 'enabled' : 'disabled',
    },
  };
}

/** Instances, grouped by the reservations that launched them. */
export function reservationSet(arns: Arns, instances: readonly Ec2Instance[]): XmlTree {
  const byReservation = new Map<string, Ec2Instance[]>();
  for (const instance of instances) {
    const group = byReservation.get(instance.reservationId);
    if (group === undefined) byReservation.set(instance.reservationId, [instance]);
    else group.push(instance);
  }
  return items(byReservation, ([reservationId, group]) => ({
    reservationId,
    ownerId: accountId,
    groupSet: {},
    instancesSet: items(group, (instance) => instanceTree(arns, instance)),
  }));
}
