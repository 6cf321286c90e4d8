import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSpotPriceHistoryCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  ImportKeyPairCommand,
  paginateDescribeInstanceTypeOfferings,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { imageByParameter } from '../../../src/local/protocols/ec2/images';
import { errorName, eventually, openCloud, type TestCloud } from './harness';

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Cw6y5cP0hZr2n3m6iP4bG8sY1uQk7vHqT9d0eXwRz me';

describe('the rest of EC2 in the local cloud, by AWS’s own client', () => {
  let at: TestCloud;
  before(async () => {
    at = await openCloud();
  });
  after(() => at.close());

  const ami =
    imageByParameter('us-east-1', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64')
      ?.id ?? '';
  const run = async (more: Partial<RunInstancesCommandInput> = {}): Promise<string> => {
    const answer = await at.ec2.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: ami, InstanceType: 't3.micro', ...more }),
    );
    return answer.Instances?.[0]?.InstanceId ?? '';
  };

  it('knows regions, zones, the default network and images', async () => {
    const regions = await at.ec2.send(new DescribeRegionsCommand({}));
    assert.ok(regions.Regions?.some((region) => region.RegionName === 'eu-central-1'));
    const zones = await at.ec2.send(new DescribeAvailabilityZonesCommand({}));
    assert.deepEqual(
      zones.AvailabilityZones?.map((zone) => zone.ZoneName),
      [...'abcdef'].map((letter) => `us-east-1${letter}`),
    );
    const vpcs = await at.ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
    );
    const subnets = await at.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'availability-zone', Values: ['us-east-1c'] }] }),
    );
    assert.deepEqual(
      subnets.Subnets?.map((subnet) => [subnet.VpcId, subnet.DefaultForAz]),
      [[vpcs.Vpcs?.[0]?.VpcId, true]],
    );
    const images = await at.ec2.send(new DescribeImagesCommand({ ImageIds: [ami] }));
    assert.deepEqual(
      images.Images?.map((image) => [image.Architecture, image.State]),
      [['x86_64', 'available']],
    );
  });

  it('pages through every offering once', async () => {
    const seen: string[] = [];
    for await (const page of paginateDescribeInstanceTypeOfferings({ client: at.ec2, pageSize: 500 }, {}))
      seen.push(...(page.InstanceTypeOfferings ?? []).map((offering) => offering.InstanceType ?? ''));
    assert.ok(seen.length > 1000);
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(
      await errorName(
        at.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.nonsense' as 't3.micro'] })),
      ),
      'InvalidInstanceType',
    );
  });

  it('keeps security groups and their rules', async () => {
    const { GroupId = '' } = await at.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'ssh', Description: 'd' }),
    );
    const rule = {
      GroupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '198.51.100.7/32' }] },
      ],
    };
    await at.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
    const found = await at.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    assert.deepEqual(
      found.SecurityGroups?.map((group) =>
        group.IpPermissions?.map(({ FromPort, IpRanges }) => [FromPort, IpRanges]),
      ),
      [[[22, [{ CidrIp: '198.51.100.7/32' }]]]],
    );
    const id = await run({ SecurityGroupIds: [GroupId] });
    assert.match(id, /^i-/);
    assert.deepEqual(
      [
        await errorName(at.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule))),
        await errorName(at.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'ssh', Description: 'd' }))),
        await errorName(at.ec2.send(new DeleteSecurityGroupCommand({ GroupId }))),
        await errorName(run({ SecurityGroupIds: ['sg-00000000000000000'] })),
      ],
      [
        'InvalidPermission.Duplicate',
        'InvalidGroup.Duplicate',
        'DependencyViolation',
        'InvalidGroup.NotFound',
      ],
    );
  });

  it('keeps key pairs', async () => {
    const PublicKeyMaterial = Buffer.from(publicKey);
    await at.ec2.send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial }));
    const found = await at.ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['mine'] }));
    assert.deepEqual(
      found.KeyPairs?.map((pair) => [pair.KeyName, pair.KeyType]),
      [['mine', 'ed25519']],
    );
    assert.deepEqual(
      [
        await errorName(at.ec2.send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial }))),
        await errorName(at.ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['yours'] }))),
        await errorName(run({ KeyName: 'yours' })),
        await errorName(
          at.ec2.send(new ImportKeyPairCommand({ KeyName: 'x', PublicKeyMaterial: Buffer.from('no key') })),
        ),
      ],
      ['InvalidKeyPair.Duplicate', 'InvalidKeyPair.NotFound', 'InvalidKeyPair.NotFound', 'InvalidKey.Format'],
    );
  });

  it('returns status and tags of instances', async () => {
    const id = await run({
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    const status = await eventually(async () => {
      const answer = await at.ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
      return answer.InstanceStatuses?.[0];
    });
    assert.equal(status.InstanceStatus?.Status, 'ok');
    const tags = await at.ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-type', Values: ['volume'] }] }),
    );
    assert.deepEqual(
      tags.Tags?.map((tag) => [tag.ResourceType, tag.Key, tag.Value]),
      [['volume', 'a', 'b']],
    );
  });

  it('prices spot instances, and refuses too low a price', async () => {
    const answer = await at.ec2.send(
      new DescribeSpotPriceHistoryCommand({
        InstanceTypes: ['t3.micro'],
        AvailabilityZone: 'us-east-1a',
        ProductDescriptions: ['Linux/UNIX'],
      }),
    );
    assert.deepEqual(
      answer.SpotPriceHistory?.map((price) => price.SpotPrice),
      ['0.003640'],
    );
    const spot = (MaxPrice: string) =>
      run({ InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice } } });
    assert.equal(await errorName(spot('0.001')), 'SpotMaxPriceTooLow');
    assert.equal(await errorName(spot('0.01')), 'no error');
  });
});
