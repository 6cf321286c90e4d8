import { accountId } from './state/credentials';

/** A partition of AWS with its own accounts, credentials, and host names. */
export interface AwsPartition {
  readonly name: 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-eusc';
  /** The domain of its host names: `ec2.us-east-1.amazonaws.com`. */
  readonly domain: string;
  /** Regions that are enabled in every account. */
  readonly regions: readonly string[];
  /** Regions that an account has to enable first. */
  readonly optInRegions: readonly string[];
  /** The EC2 service principal that can assume a role (docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html). */
  readonly ec2Principal: string;
}

export type PartitionName = AwsPartition['name'];

/** As of September 2026 (docs.aws.amazon.com/global-infrastructure/latest/regions). */
const partitions: Readonly<Record<PartitionName, AwsPartition>> = {
  aws: {
    name: 'aws',
    domain: 'amazonaws.com',
    regions: [
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
      'ca-central-1',
      'sa-east-1',
      'eu-central-1',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
      'eu-north-1',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-south-1',
      'ap-southeast-1',
      'ap-southeast-2',
    ],
    optInRegions: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-south-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-west-1',
      'eu-central-2',
      'eu-south-1',
      'eu-south-2',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
    ],
    ec2Principal: 'ec2.amazonaws.com',
  },
  'aws-cn': {
    name: 'aws-cn',
    domain: 'amazonaws.com.cn',
    regions: ['cn-north-1', 'cn-northwest-1'],
    optInRegions: [],
    ec2Principal: 'ec2.amazonaws.com.cn',
  },
  'aws-us-gov': {
    name: 'aws-us-gov',
    domain: 'amazonaws.com',
    regions: ['us-gov-east-1', 'us-gov-west-1'],
    optInRegions: [],
    ec2Principal: 'ec2.amazonaws.com',
  },
  'aws-eusc': {
    name: 'aws-eusc',
    domain: 'amazonaws.eu',
    regions: ['eusc-de-east-1'],
    optInRegions: [],
    ec2Principal: 'ec2.amazonaws.com',
  },
};

export const isPartition = (name: string): name is PartitionName => Object.hasOwn(partitions, name);

export const partitionNamed = (name: PartitionName): AwsPartition => partitions[name];

/** Creates ARNs of the account in its partition. */
export class Arns {
  constructor(readonly partition: AwsPartition) {}

  /** `arn:aws:ec2:us-east-1:000000000000:instance/i-0abc…` @param account empty for AWS's own resources */
  of(service: string, region: string, resource: string, account = accountId): string {
    return `arn:${this.partition.name}:${service}:${region}:${account}:${resource}`;
  }

  /** For a global resource of the account: `arn:aws:iam::000000000000:role/name`. */
  iam(resource: string): string {
    return this.of('iam', '', resource);
  }

  /** `arn:aws:s3:::bucket/key` */
  s3(resource: string): string {
    return this.of('s3', '', resource, '');
  }
}
