import { t } from '@vscode/l10n';
import type { Doing, ErrorRow, Facts } from './row';

const action = 'RunInstances';

/**
 * EC2's answers to RunInstances that the code alone does not explain, or that need a specific sentence.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; docs/launch-errors.md has the full list.
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
        'This account is on the AWS free plan, which allows only a few instance types ({0}). Set instance_type to one of them, or upgrade the account plan.',
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
        'The image needs a larger disk than volume_size specifies ({0}). Increase volume_size or omit it.',
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

  // Capacity.
  {
    codes: ['InsufficientFreeAddressesInSubnet'],
    kind: 'capacity',
    sentence: ({ message }, { region = '' }) =>
      t(
        'The subnet in {0} has no free addresses ({1}). Spawn tries the other zones, then waits. Free some addresses, specify another subnet, or set max_concurrent so that fewer instances run at once.',
        region,
        message,
      ),
  },
  {
    codes: ['SpotMaxPriceTooLow'],
    kind: 'capacity',
    sentence: ({ message }, { region = '' }) =>
      t(
        'The spot price in {0} is above spot_max_price ({1}). Spawn tries the next type or zone, then waits until the price falls. Increase spot_max_price to launch now.',
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
      t("The subnet doesn't exist in {0} ({1}). Change subnet, or omit it.", region, message),
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
        "The security group doesn't exist in {0}, or it belongs to another network ({1}). Security groups belong to one network of one region: change security_groups, or omit it.",
        region,
        message,
      ),
  },
  {
    codes: ['SecurityGroupsPerInstanceLimitExceeded', 'SecurityGroupsPerInterfaceLimitExceeded'],
    kind: 'rejected',
    sentence: ({ message }) =>
      t("An instance can't have that many security groups ({0}). Specify fewer.", message),
  },

  // Images, keys, roles, disks, tags.
  {
    codes: ['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidAMIID.Unavailable'],
    kind: 'not-found',
    sentence: ({ message }, { region = '' }) =>
      t(
        "The image doesn't exist in {0}, or no longer exists ({1}). Image IDs differ between regions: change ami, or omit it to use the newest Amazon Linux.",
        region,
        message,
      ),
  },
  {
    codes: ['AuthFailure'],
    says: /not authorized for images|not have permission/i,
    kind: 'permission',
    sentence: ({ message }) =>
      t("The image isn't shared with this account ({0}). Ask its owner to share it, or change ami.", message),
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
        "The key pair doesn't exist in {0} ({1}). Key pairs belong to one region: change key_name, or omit it, since Connect doesn't need one.",
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
        "EC2 can't find this instance profile ({0}). iam_role is the name or ARN of an instance profile, which can differ from the name of its role.",
        message,
      ),
  },
  {
    codes: ['InvalidBlockDeviceMapping', 'CustomerKeyHasBeenRevoked', 'InvalidSnapshot.NotFound'],
    kind: 'rejected',
    sentence: ({ message }) =>
      t("EC2 can't create the disk ({0}). Check volume_size and the image.", message),
  },
  {
    codes: ['TagLimitExceeded', 'InvalidTagKey.Malformed', 'TagPolicyViolation'],
    kind: 'rejected',
    sentence: ({ message }) =>
      t("EC2 doesn't accept the tags ({0}). Change tags in the sweep file.", message),
  },
  { codes: ['IdempotentParameterMismatch', 'IdempotentInstanceTerminated'], kind: 'rejected' },
];

function noDefaultNetwork({ message }: Facts, { region = '' }: Doing): string {
  return t(
    'The account has no default VPC in {0} ({1}). Specify a subnet in the sweep file, or create a default VPC (aws ec2 create-default-vpc --region {0}).',
    region,
    message,
  );
}
