import { t } from '@vscode/l10n';
import type { Doing, ErrorRow, Facts } from './row';

const action = 'RunInstances';

/**
 * EC2's answers to RunInstances that the code alone does not explain, or that need a sentence of their own.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; docs/launch-errors.md has the whole list.
 */
export const launchRows: readonly ErrorRow[] = [
  // Zones. MissingInput for on-demand, InvalidInput and InvalidSubnetID.NotFound have been seen for spot.
  { action, codes: /./, says: /no default subnet for availability zone/i, kind: 'place' },
  {
    action,
    codes: ['InvalidParameterValue', 'InvalidParameter'],
    says: /availability ?zone/i,
    kind: 'place',
  },
  {
    action,
    codes: [
      'InvalidAvailabilityZone',
      'InvalidZone.NotFound',
      'VolumeTypeNotAvailableInZone',
      'ZonesMismatched',
    ],
    kind: 'place',
  },
  { action, codes: ['Unsupported'], kind: 'place' },

  // Instance types.
  {
    action,
    codes: ['InvalidParameterCombination'],
    says: /free tier/i,
    kind: 'type',
    sentence: ({ message }) =>
      t(
        'This account is on AWS’s free plan, which launches few instance types only ({0}). Name one of them as instance_type, or upgrade the account’s plan.',
        message,
      ),
  },
  {
    action,
    codes: ['InvalidParameterValue', 'InvalidParameterCombination', 'InvalidParameter'],
    says: /instance ?type/i,
    kind: 'type',
  },
  {
    action,
    codes: ['InvalidBlockDeviceMapping'],
    says: /smaller than snapshot/i,
    kind: 'type',
    sentence: ({ message }) =>
      t(
        'The image needs a larger disk than volume_size gives it ({0}). Raise volume_size or leave it out.',
        message,
      ),
  },
  {
    action,
    codes: [
      'AttachmentLimitExceeded',
      'EncryptedVolumesNotSupported',
      'IncompatibleHostRequirements',
      'InstanceCreditSpecification.NotSupported',
      'InvalidInstanceFamily',
      'InvalidInstanceType',
      'UnavailableHostRequirements',
      'UnsupportedHostConfiguration',
      'UnsupportedInstanceTypeOnHost',
      'UnsupportedOperation',
    ],
    kind: 'type',
  },

  // Room.
  {
    codes: ['InsufficientFreeAddressesInSubnet'],
    kind: 'capacity',
    sentence: ({ message }, { region = '' }) =>
      t(
        'The subnet in {0} has no addresses left ({1}). Spawn tries the other zones, then waits. Free some addresses or name another subnet, or set max_concurrent so that fewer instances run at once.',
        region,
        message,
      ),
  },
  {
    codes: ['SpotMaxPriceTooLow'],
    kind: 'capacity',
    sentence: ({ message }, { region = '' }) =>
      t(
        'The spot price in {0} is above spot_max_price ({1}). Spawn tries the next type or zone, then waits until it falls. Raise spot_max_price to launch now.',
        region,
        message,
      ),
  },
  {
    codes: [
      'InsufficientAddressCapacity',
      'InsufficientCapacity',
      'InsufficientCapacityOnHost',
      'InsufficientHostCapacity',
      'InsufficientInstanceCapacity',
      'InsufficientReservedInstanceCapacity',
      'InsufficientReservedInstancesCapacity',
      'InsufficientVolumeCapacity',
      'ReservationCapacityExceeded',
      'UnfulfillableCapacity',
    ],
    kind: 'capacity',
  },
  { action, codes: ['ResourceCountExceeded', 'RequestResourceCountExceeded'], kind: 'request-size' },

  // Quotas.
  {
    codes: [
      'AddressLimitExceeded',
      'HostLimitExceeded',
      'InstanceLimitExceeded',
      'LimitExceeded',
      'MaxIOPSLimitExceeded',
      'MaxSpotInstanceCountExceeded',
      'NetworkInterfaceLimitExceeded',
      'ResourceLimitExceeded',
      'TooManyBuckets',
      'VcpuLimitExceeded',
      'VolumeIOPSLimit',
      'VolumeLimitExceeded',
    ],
    kind: 'quota',
  },

  // The network.
  {
    action,
    codes: /./,
    says: /no subnets found for the default vpc/i,
    kind: 'rejected',
    sentence: noDefaultNetwork,
  },
  {
    codes: ['VPCIdNotSpecified', 'VPCResourceNotSpecified', 'DefaultVpcDoesNotExist'],
    kind: 'rejected',
    sentence: noDefaultNetwork,
  },
  {
    codes: ['InvalidSubnet', 'InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed'],
    kind: 'not-found',
    sentence: ({ message }, { region = '' }) =>
      t('There is no such subnet in {0} ({1}). Change subnet, or leave it out.', region, message),
  },
  {
    codes: [
      'InvalidGroup.NotFound',
      'InvalidGroupId.Malformed',
      'InvalidSecurityGroupID.NotFound',
      'InvalidSecurityGroupId.Malformed',
    ],
    kind: 'not-found',
    sentence: ({ message }, { region = '' }) =>
      t(
        'There is no such security group in {0}, or it belongs to another network ({1}). Security groups belong to one network of one region: change security_groups, or leave it out.',
        region,
        message,
      ),
  },
  {
    codes: ['SecurityGroupsPerInstanceLimitExceeded', 'SecurityGroupsPerInterfaceLimitExceeded'],
    kind: 'rejected',
    sentence: ({ message }) =>
      t('An instance may not have so many security groups ({0}). Name fewer.', message),
  },

  // Images, keys, roles, disks, tags.
  {
    codes: ['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidAMIID.Unavailable'],
    kind: 'not-found',
    sentence: ({ message }, { region = '' }) =>
      t(
        'There is no such image in {0}, or it is gone ({1}). Image ids differ from region to region: change ami, or leave it out for the newest Amazon Linux.',
        region,
        message,
      ),
  },
  {
    codes: ['AuthFailure'],
    says: /not authorized for images|not have permission/i,
    kind: 'permission',
    sentence: ({ message }) =>
      t('The image is not shared with this account ({0}). Have its owner share it, or change ami.', message),
  },
  {
    codes: ['OptInRequired'],
    says: /marketplace|subscri(be|ption) to|accept terms/i,
    kind: 'rejected',
    sentence: ({ message }) =>
      t(
        'The image is sold on AWS Marketplace, and this account has not accepted its terms ({0}). Subscribe to it there, or change ami.',
        message,
      ),
  },
  {
    codes: ['InvalidKeyPair.NotFound'],
    kind: 'not-found',
    sentence: ({ message }, { region = '' }) =>
      t(
        'There is no such key pair in {0} ({1}). Key pairs belong to one region: change key_name, or leave it out, since Connect needs none.',
        region,
        message,
      ),
  },
  {
    codes: ['InvalidParameterValue', 'InvalidIamInstanceProfileArn.Malformed'],
    says: /iam ?instance ?profile/i,
    kind: 'rejected',
    sentence: ({ message }) =>
      t(
        'EC2 does not know this instance profile ({0}). iam_role takes the name or ARN of an instance profile, which need not be that of its role.',
        message,
      ),
  },
  {
    codes: ['InvalidBlockDeviceMapping', 'CustomerKeyHasBeenRevoked', 'InvalidSnapshot.NotFound'],
    kind: 'rejected',
    sentence: ({ message }) =>
      t('EC2 cannot make the disk ({0}). Look at volume_size and at the image.', message),
  },
  {
    codes: ['TagLimitExceeded', 'InvalidTagKey.Malformed', 'TagPolicyViolation'],
    kind: 'rejected',
    sentence: ({ message }) =>
      t('EC2 does not accept the tags ({0}). Change tags in the sweep file.', message),
  },
  { codes: ['IdempotentParameterMismatch', 'IdempotentInstanceTerminated'], kind: 'rejected' },
];

function noDefaultNetwork({ message }: Facts, { region = '' }: Doing): string {
  return t(
    'The account has no default network in {0} ({1}). Name a subnet in the sweep file, or make a default network (aws ec2 create-default-vpc --region {0}).',
    region,
    message,
  );
}
