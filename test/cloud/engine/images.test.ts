import assert from 'node:assert/strict';
import { DescribeImagesCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { RunSettings } from '../../../src/sweep/run';
import { FaultyEngine } from './faulty';
import { ec2Error } from './proxy';
import { launched, requestFor, runOf, World } from './world';

/** A sweep of one run for each of these settings. */
const sweepWith = (name: string, ...settings: readonly Partial<RunSettings>[]) => ({
  name,
  runs: settings.map((one, index) => runOf(index, { ttlSeconds: 3600, ...one })),
});

describe('images of a launch', () => {
  let world: World;
  let ec2: EC2Client;

  before(async () => {
    world = await World.start();
    const { accessKeyId, endpoint, region, secretAccessKey } = world.cloud;
    ec2 = new EC2Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  });
  after(async () => {
    ec2.destroy();
    await world.stop();
  });

  /** What EC2 says that each run of a sweep boots from, by run: the image's name and its root device. */
  async function bootedFrom(sweepId: string): Promise<Readonly<Record<string, string>>> {
    const answer = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'tag:sweep:id', Values: [sweepId] }] }),
    );
    const instances = (answer.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    const ids = [...new Set(instances.flatMap(({ ImageId }) => ImageId ?? []))];
    const { Images: images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: ids }));
    const names = new Map(images.map((image) => [image.ImageId, image.Name]));
    return Object.fromEntries(
      instances.map(({ ImageId, Tags }) => [
        Tags?.find(({ Key }) => Key === 'sweep:index')?.Value ?? '',
        names.get(ImageId) ?? '',
      ]),
    );
  }

  it('are those that the types need, or that the file names, in every region and for both architectures', async () => {
    const sweep = sweepWith(
      'images',
      { instanceTypes: ['t3.micro'] },
      { instanceTypes: ['g5.xlarge'] },
      { instanceTypes: ['g5g.xlarge'], region: 'eu-west-1' },
      { instanceTypes: ['trn1.2xlarge'] },
      { instanceTypes: ['t4g.micro'], ami: 'ubuntu' },
      { instanceTypes: ['c7i.large'], ami: 'gpu' },
    );
    const engine = world.engine('images');
    const { id } = await launched(engine, requestFor(sweep));
    // Also the session that chose the images knows whom they let log in.
    const { runs } = await engine.view(id);
    const users = runs.map(({ instance }) => instance && engine.loginUser(instance));
    assert.deepEqual(await Promise.all(users), [
      ...['ec2-user', 'ec2-user', 'ec2-user', 'ec2-user', 'ubuntu', 'ec2-user'],
    ]);
    const names = await bootedFrom(id);
    assert.match(names['0'] ?? '', /^al2023-ami-.*x86_64$/);
    assert.match(names['1'] ?? '', /^Deep Learning Base OSS Nvidia/);
    assert.match(names['3'] ?? '', /^Deep Learning Base Neuron/);
    assert.match(names['4'] ?? '', /^ubuntu\/images\/.*24\.04-arm64/);
    assert.match(names['5'] ?? '', /^Deep Learning Base OSS Nvidia/);
    const [ireland] = await world.aws.compute('eu-west-1').describe({ 'sweep:id': id });
    assert.equal(ireland?.tags['sweep:index'], '2');
  });

  it('have disks that the estimate counts, also those that only EC2 knows', async () => {
    const own = await world.aws.compute('us-east-1').latestImage('gpu', 'x86_64');
    const sweep = sweepWith(
      'disks',
      { instanceTypes: ['t3.micro'] },
      { instanceTypes: ['t3.micro', 'g5.xlarge'] },
      { instanceTypes: ['trn1.2xlarge'] },
      { instanceTypes: ['c7i.large'], ami: own },
      { instanceTypes: ['g5.xlarge'], volumeSize: 200 },
    );
    const engine = world.engine('disks');
    const { id, preview } = await launched(engine, requestFor(sweep));
    assert.deepEqual(
      preview.estimate.volumes.map(({ count, label }) => [label, count]),
      [
        ['EBS gp3, 8 GiB in us-east-1', 1],
        ['EBS gp3, 75 GiB in us-east-1', 2],
        ['EBS gp3, 50 GiB in us-east-1', 1],
        ['EBS gp3, 200 GiB in us-east-1', 1],
      ],
    );
    assert.deepEqual(preview.estimate.unpriced, []);
    assert.deepEqual(preview.facts?.images, [
      { ami: own, architecture: 'x86_64', diskGib: 75, drivers: ['nvidia'], loginUser: 'ec2-user' },
    ]);
    // What is accrued counts the disk that was launched, on any machine.
    const view = await world.engine('elsewhere').view(id);
    const hourly = view.runs.map(({ costParts }) => (costParts?.volume ?? 0) / (costParts?.hours ?? 1));
    const gib = hourly.map((usd) => Math.round((usd * 730) / 0.08));
    assert.deepEqual(gib, [8, 8, 50, 75, 200]);
  });

  it('whose size can’t be requested are unknown, and allow no budget', async () => {
    const faulty = await FaultyEngine.start(world, 'unasked');
    faulty.mischief = ({ action }) =>
      action === 'DescribeImages'
        ? Promise.resolve(ec2Error(403, 'UnauthorizedOperation', 'You are not authorized.'))
        : undefined;
    try {
      const sweep = sweepWith(
        'unasked',
        { instanceTypes: ['trn1.2xlarge'] },
        { instanceTypes: ['g5.xlarge'] },
      );
      const preview = await faulty.engine.preview(requestFor({ ...sweep, budget: 1000 }));
      assert.deepEqual(preview.estimate.unpriced, ['EBS gp3 for neuron (size unknown without volume_size)']);
      assert.deepEqual(
        preview.estimate.volumes.map(({ label }) => label),
        ['EBS gp3, 75 GiB in us-east-1'],
      );
    } finally {
      await faulty.stop();
    }
  });

  it('that AWS does not publish where they are needed are refused before anything is launched', async () => {
    const faulty = await FaultyEngine.start(world, 'unpublished');
    faulty.mischief = ({ action }) =>
      action === 'GetParameter'
        ? Promise.resolve({
            status: 400,
            headers: { 'content-type': 'application/x-amz-json-1.1' },
            body: Buffer.from('{"__type":"ParameterNotFound"}'),
          })
        : undefined;
    try {
      await assert.rejects(
        faulty.engine.preview(requestFor(sweepWith('unpublished', { instanceTypes: ['g5g.xlarge'] }))),
        /AWS doesn't publish AWS Deep Learning Base GPU AMI.* for arm64 in us-east-1\. Nothing was launched/,
      );
    } finally {
      await faulty.stop();
    }
  });
});
