import type { _InstanceType, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { LaunchCall } from '../../engine/ports';
import { tagList } from '../tag-list';

/** The request of a launch. The same call always produces the same request, as client tokens require. */
export function runInstancesInput(
  call: LaunchCall,
  rootDevice: string,
  furtherDevices: readonly string[] = [],
): RunInstancesCommandInput {
  const tags = tagList(call.tags);
  const zone = call.availabilityZone;
  return {
    ClientToken: call.clientToken,
    MinCount: call.minCount,
    MaxCount: call.count,
    ImageId: call.ami,
    // The SDK's type lists the instance types of its release; EC2 has newer ones.
    InstanceType: call.instanceType as _InstanceType,
    UserData: Buffer.from(call.userData).toString('base64'),
    InstanceInitiatedShutdownBehavior: call.shutdownBehavior,
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
    BlockDeviceMappings: [
      {
        DeviceName: rootDevice,
        Ebs: {
          Encrypted: true,
          DeleteOnTermination: true,
          VolumeType: 'gp3',
          ...(call.volumeSize === undefined ? {} : { VolumeSize: call.volumeSize }),
        },
      },
      // An image can let these outlive the instance, and then they would cost money indefinitely.
      ...furtherDevices.map((DeviceName) => ({
        DeviceName,
        Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3' as const },
      })),
    ],
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
    ...(call.spot
      ? {
          InstanceMarketOptions: {
            MarketType: 'spot',
            SpotOptions: {
              SpotInstanceType: 'one-time',
              InstanceInterruptionBehavior: 'terminate',
              ...(call.spotMaxPrice === undefined ? {} : { MaxPrice: String(call.spotMaxPrice) }),
            },
          },
        }
      : {}),
    ...(call.cpuCredits === undefined ? {} : { CreditSpecification: { CpuCredits: call.cpuCredits } }),
    ...(zone === undefined ? {} : { Placement: { AvailabilityZone: zone } }),
    ...(call.subnet === undefined ? {} : { SubnetId: call.subnet }),
    ...groupsOf(call.securityGroups),
    ...(call.keyName === undefined ? {} : { KeyName: call.keyName }),
    ...(call.instanceProfile === undefined ? {} : { IamInstanceProfile: profileOf(call.instanceProfile) }),
  };
}

/** An instance profile by name or ARN; a profile that the console created for a role has the role's name. */
function profileOf(named: string): NonNullable<RunInstancesCommandInput['IamInstanceProfile']> {
  const [, role] = /^arn:[\w-]+:iam::\d+:role\/(?:.*\/)?([^/]+)$/.exec(named) ?? [];
  if (role !== undefined) return { Name: role };
  return named.startsWith('arn:') ? { Arn: named } : { Name: named };
}

/** IDs and names belong in different fields; names only work in the default VPC. */
function groupsOf(
  groups: readonly string[],
): Pick<RunInstancesCommandInput, 'SecurityGroupIds' | 'SecurityGroups'> {
  const ids = groups.filter((group) => /^sg-[0-9a-f]+$/.test(group));
  const names = groups.filter((group) => !ids.includes(group));
  return {
    ...(ids.length === 0 ? {} : { SecurityGroupIds: ids }),
    ...(names.length === 0 ? {} : { SecurityGroups: names }),
  };
}
