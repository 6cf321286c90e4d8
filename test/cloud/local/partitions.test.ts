import assert from 'node:assert/strict';
import { DescribeInstancesCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { CreateInstanceProfileCommand, CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { PartitionName } from '../../../src/local/partition';
import { clientsOf, errorName, openCloud, type TestCloud } from './harness';

interface Expected {
  readonly partition: PartitionName;
  readonly region: string;
  readonly endpoint: string;
  /** What EC2 is called in trust policies. */
  readonly ec2: string;
}

const partitions: readonly Expected[] = [
  {
    partition: 'aws',
    region: 'us-east-1',
    endpoint: 'ec2.us-east-1.amazonaws.com',
    ec2: 'ec2.amazonaws.com',
  },
  {
    partition: 'aws-cn',
    region: 'cn-north-1',
    endpoint: 'ec2.cn-north-1.amazonaws.com.cn',
    ec2: 'ec2.amazonaws.com.cn',
  },
  {
    partition: 'aws-us-gov',
    region: 'us-gov-east-1',
    endpoint: 'ec2.us-gov-east-1.amazonaws.com',
    ec2: 'ec2.amazonaws.com',
  },
  {
    partition: 'aws-eusc',
    region: 'eusc-de-east-1',
    endpoint: 'ec2.eusc-de-east-1.amazonaws.eu',
    ec2: 'ec2.amazonaws.com',
  },
];

const trustIn = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

for (const { ec2, endpoint, partition, region } of partitions)
  describe(`the local cloud as ${partition}`, () => {
    let at: TestCloud;
    before(async () => {
      at = await openCloud({ partition });
    });
    after(() => at.close());

    it('has regions, host names and ARNs of that partition', async () => {
      assert.equal(at.cloud.region, region);
      const { Regions = [] } = await at.ec2.send(new DescribeRegionsCommand({ RegionNames: [region] }));
      assert.equal(Regions[0]?.Endpoint, endpoint);
      const who = await at.sts.send(new GetCallerIdentityCommand({}));
      assert.equal(who.Arn, `arn:${partition}:iam::000000000000:user/local`);
      const { InstanceProfile } = await at.iam.send(
        new CreateInstanceProfileCommand({ InstanceProfileName: 'p' }),
      );
      assert.equal(InstanceProfile?.Arn, `arn:${partition}:iam::000000000000:instance-profile/p`);
      const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
      const { Parameter } = await at.ssm.send(new GetParameterCommand({ Name: name }));
      assert.equal(Parameter?.ARN, `arn:${partition}:ssm:${region}::parameter${name}`);
    });

    it('takes EC2 in trust policies by its name there alone, and ARNs of no other partition', async () => {
      const create = (service: string) =>
        errorName(
          at.iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trustIn(service) })),
        );
      for (const service of ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn', 'ec2.amazonaws.eu'])
        if (service !== ec2) assert.equal(await create(service), 'MalformedPolicyDocumentException', service);
      assert.equal(await create(ec2), 'no error');
      for (const { partition: other } of partitions) {
        const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:${other}:s3:::b/*` };
        const put = new PutRolePolicyCommand({
          RoleName: 'r',
          PolicyName: 'p',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
        });
        assert.equal(
          await errorName(at.iam.send(put)),
          other === partition ? 'no error' : 'MalformedPolicyDocumentException',
        );
      }
    });

    it('knows its keys in none of the others', async () => {
      for (const { partition: other, region: elsewhere } of partitions) {
        if (other === partition) continue;
        const clients = clientsOf({ ...at.cloud, region: elsewhere });
        assert.deepEqual(
          [
            await errorName(clients.ec2.send(new DescribeInstancesCommand({}))),
            await errorName(clients.s3.send(new ListBucketsCommand({}))),
            await errorName(clients.sts.send(new GetCallerIdentityCommand({}))),
            await errorName(clients.ssm.send(new GetParameterCommand({ Name: 'x' }))),
          ],
          ['AuthFailure', 'InvalidAccessKeyId', 'InvalidClientTokenId', 'UnrecognizedClientException'],
          elsewhere,
        );
        for (const client of Object.values(clients)) client.destroy();
      }
    });
  });

describe('a region that an account has to enable', () => {
  it('refuses every key until then, as AWS does', async () => {
    const at = await openCloud({ optedIn: ['ap-east-1'] });
    const inRegion = (region: string) => clientsOf({ ...at.cloud, region });
    const [on, off] = [inRegion('ap-east-1'), inRegion('eu-south-1')];
    try {
      assert.equal(await errorName(on.ec2.send(new DescribeInstancesCommand({}))), 'no error');
      assert.equal(await errorName(off.ec2.send(new DescribeInstancesCommand({}))), 'AuthFailure');
      const { Regions = [] } = await at.ec2.send(new DescribeRegionsCommand({}));
      assert.equal(Regions.find(({ RegionName }) => RegionName === 'ap-east-1')?.OptInStatus, 'opted-in');
      assert.equal(
        Regions.some(({ RegionName }) => RegionName === 'eu-south-1'),
        false,
      );
      const all = await at.ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
      const status = all.Regions?.find(({ RegionName }) => RegionName === 'eu-south-1')?.OptInStatus;
      assert.equal(status, 'not-opted-in');
    } finally {
      for (const client of [...Object.values(on), ...Object.values(off)]) client.destroy();
      await at.close();
    }
  });
});
