import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ami } from './guests';
import { errorName, eventually, openCloud, type TestCloud } from './harness';

describe('EC2 in the local cloud, as AWS documents it', () => {
  let at: TestCloud;
  const open = async (options: Parameters<typeof openCloud>[0] = {}) => {
    at = await openCloud(options);
  };
  afterEach(() => at.close());

  const run = async (more: Partial<RunInstancesCommandInput> = {}): Promise<readonly Instance[]> => {
    const answer = await at.ec2.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: ami, InstanceType: 't3.micro', ...more }),
    );
    return answer.Instances ?? [];
  };
  const stateOf = async (id: string): Promise<string | undefined> => {
    const answer = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return answer.Reservations?.[0]?.Instances?.[0]?.State?.Name;
  };
  const reaches = (id: string, state: string) =>
    eventually(async () => ((await stateOf(id)) === state ? true : undefined));

  // AWSEC2/latest/UserGuide/user-data.html: "User data is limited to 16 KB, in raw form, before it is base64-encoded."
  it('takes 16,384 bytes of user data before base64, and not one more', async () => {
    await open();
    const launch = (bytes: number) => errorName(run({ UserData: randomBytes(bytes).toString('base64') }));
    assert.deepEqual(await Promise.all([1, 16_380, 16_384, 16_385, 20_000].map(launch)), [
      ...['no error', 'no error', 'no error'],
      ...['InvalidParameterValue', 'InvalidParameterValue'],
    ]);
  });

  // AWSEC2/latest/UserGuide/ec2-on-demand-instances.html: the limit is for running instances.
  it('counts the vCPUs of running instances against the quota: not those of stopped or terminated ones', async () => {
    await open({ quotas: { onDemandVcpus: 4 } });
    const [first, second] = await run({ MaxCount: 2, InstanceInitiatedShutdownBehavior: 'stop' });
    const [one, two] = [first?.InstanceId ?? '', second?.InstanceId ?? ''];
    assert.equal(await errorName(run()), 'VcpuLimitExceeded');
    await reaches(one, 'running');
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: [one] }));
    await reaches(one, 'stopped');
    const [third] = await run();
    assert.ok(third !== undefined);
    assert.equal(await errorName(run()), 'VcpuLimitExceeded');
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [two] }));
    await reaches(two, 'terminated');
    assert.equal(await errorName(run()), 'no error');
    assert.equal(await errorName(run()), 'VcpuLimitExceeded');
  });

  it('counts spot instances against a quota of their own', async () => {
    await open({ quotas: { onDemandVcpus: 2, spotVcpus: 2 } });
    const spot = { InstanceMarketOptions: { MarketType: 'spot' } } as const;
    assert.deepEqual(
      [
        await errorName(run()),
        await errorName(run(spot)),
        await errorName(run()),
        await errorName(run(spot)),
      ],
      ['no error', 'no error', 'VcpuLimitExceeded', 'MaxSpotInstanceCountExceeded'],
    );
  });

  // APIReference/API_TerminateInstances.html, API_CreateTags.html: up to 1,000 in one request.
  it('takes 1,000 instances or resources in one request, and not one more', async () => {
    await open();
    const ids = Array.from({ length: 1_001 }, (_, at) => `i-${at.toString(16).padStart(17, '0')}`);
    const Tags = [{ Key: 'a', Value: 'b' }];
    for (const [count, error] of [
      [1_000, 'InvalidInstanceID.NotFound'],
      [1_001, 'InvalidParameterValue'],
    ] as const) {
      const some = ids.slice(0, count);
      assert.deepEqual(
        await Promise.all(
          [
            at.ec2.send(new TerminateInstancesCommand({ InstanceIds: some })),
            at.ec2.send(new StopInstancesCommand({ InstanceIds: some })),
            at.ec2.send(new CreateTagsCommand({ Resources: some, Tags })),
          ].map(errorName),
        ),
        [error, error, error],
        `${count}`,
      );
    }
    // The same one many times is one.
    const [instance] = await run();
    const same = Array.from({ length: 1_001 }, () => instance?.InstanceId ?? '');
    assert.equal(
      await errorName(at.ec2.send(new TerminateInstancesCommand({ InstanceIds: same }))),
      'no error',
    );
  });

  // AWSEC2/latest/UserGuide/work-with-tags-in-IMDS.html
  it('refuses keys that metadata cannot show on an instance whose metadata has its tags, and on no other', async () => {
    await open();
    const [shown] = await run({ MetadataOptions: { InstanceMetadataTags: 'enabled' } });
    const [hidden] = await run({ MetadataOptions: { InstanceMetadataTags: 'disabled' } });
    const tag = (instance: Instance | undefined, Key: string) =>
      errorName(
        at.ec2.send(
          new CreateTagsCommand({ Resources: [instance?.InstanceId ?? ''], Tags: [{ Key, Value: 'x' }] }),
        ),
      );
    const bad = ['a b', 'a/b', '.', '..', '_index', 'é'];
    const good = ['a', 'a-b_c+d=e,f.g@h:i', '...', '_indexes', 'A'.repeat(128)];
    for (const [instance, keys, answer] of [
      [shown, bad, 'InvalidParameterValue'],
      [shown, good, 'no error'],
      [hidden, bad, 'no error'],
    ] as const)
      for (const key of keys) assert.equal(await tag(instance, key), answer, key);
    // All or nothing.
    const Resources = [hidden?.InstanceId ?? '', shown?.InstanceId ?? ''];
    const Tags = [{ Key: 'c d', Value: 'x' }];
    assert.equal(
      await errorName(at.ec2.send(new CreateTagsCommand({ Resources, Tags }))),
      'InvalidParameterValue',
    );
    const { Reservations = [] } = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: Resources }));
    const keys = Reservations.flatMap(({ Instances = [] }) =>
      Instances.flatMap(({ Tags: own = [] }) => own.map(({ Key }) => Key)),
    );
    assert.ok(!keys.includes('c d'));
    assert.equal(
      await errorName(
        run({
          MetadataOptions: { InstanceMetadataTags: 'enabled' },
          TagSpecifications: [{ ResourceType: 'instance', Tags }],
        }),
      ),
      'InvalidParameterValue',
    );
  });

  // AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
  it('takes 50 tags, keys of 128 characters and values of 256, and not one more', async () => {
    await open();
    const [instance] = await run();
    const Resources = [instance?.InstanceId ?? ''];
    const tag = (...Tags: { Key: string; Value: string }[]) =>
      errorName(at.ec2.send(new CreateTagsCommand({ Resources, Tags })));
    const numbered = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => ({ Key: `k${from + at}`, Value: '' }));
    assert.equal(await tag({ Key: 'k'.repeat(128), Value: 'v'.repeat(256) }), 'no error');
    assert.equal(await tag({ Key: 'k'.repeat(129), Value: '' }), 'InvalidParameterValue');
    assert.equal(await tag({ Key: 'k', Value: 'v'.repeat(257) }), 'InvalidParameterValue');
    assert.equal(await tag({ Key: 'aws:own', Value: '' }), 'InvalidParameterValue');
    assert.equal(await tag(...numbered(0, 49)), 'no error');
    assert.equal(await tag(...numbered(49, 50)), 'TagLimitExceeded');
    assert.equal(await tag({ Key: 'k0', Value: 'again' }), 'no error');
  });
});

describe('S3 in the local cloud, as AWS documents it', () => {
  let at: TestCloud;
  const Bucket = 'results';
  beforeEach(async () => {
    at = await openCloud();
    await at.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(() => at.close());

  // AmazonS3/latest/API/API_CompleteMultipartUpload.html: parts in ascending order, each once; API_UploadPart.html: a part
  // that is uploaded again overwrites the former one.
  it('takes each part of an upload once, in ascending order, as it was uploaded last', async () => {
    const Key = 'whole';
    const size = 5 * 1024 * 1024;
    const { UploadId } = await at.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = async (PartNumber: number, Body: Buffer) => {
      const { ETag } = await at.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    };
    const stale = await upload(1, Buffer.alloc(size, 'a'));
    const first = await upload(1, Buffer.alloc(size, 'b'));
    const second = await upload(2, Buffer.from('c'));
    const complete = (...Parts: (typeof first)[]) =>
      errorName(
        at.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })),
      );
    assert.equal(await complete(first, first), 'InvalidPartOrder');
    assert.equal(await complete(first, first, second), 'InvalidPartOrder');
    assert.equal(await complete(second, first), 'InvalidPartOrder');
    assert.equal(await complete(stale, second), 'InvalidPart');
    assert.equal(await complete(first, { ...second, PartNumber: 3 }), 'InvalidPart');
    assert.equal(await complete(first, second), 'no error');
    const body = await (await at.s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray();
    assert.equal(
      createHash('md5')
        .update(body ?? '')
        .digest('hex'),
      createHash('md5').update(Buffer.alloc(size, 'b')).update('c').digest('hex'),
    );
    assert.equal(await complete(first, second), 'NoSuchUpload');
  });

  it('refuses a part below 5 MiB that is not the last', async () => {
    const Key = 'whole';
    const { UploadId } = await at.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = async (PartNumber: number, bytes: number) => {
      const Body = Buffer.alloc(bytes);
      const { ETag } = await at.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    };
    const last = await upload(2, 1);
    for (const [bytes, answer] of [
      [5 * 1024 * 1024 - 1, 'EntityTooSmall'],
      [5 * 1024 * 1024, 'no error'],
    ] as const) {
      const Parts = [await upload(1, bytes), last];
      assert.equal(
        await errorName(
          at.s3.send(
            new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
          ),
        ),
        answer,
      );
    }
  });

  // AmazonS3/latest/API/API_ListObjectsV2.html: "StartAfter is where you want Amazon S3 to start listing from. Amazon S3
  // starts listing after this specified key. StartAfter can be any key in the bucket."
  it('lists what comes after a key in the order of UTF-8, whether that key is there or not', async () => {
    const keys = ['a', 'a/1', 'a/2', 'aa', 'b/1', 'é', '\uffee', '😀'];
    for (const Key of keys) await at.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const listedAfter = async (
      StartAfter: string,
      more: { readonly Prefix?: string; readonly Delimiter?: string } = {},
    ) => {
      const second = await at.s3.send(new ListObjectsV2Command({ Bucket, StartAfter, ...more }));
      const first = await at.s3.send(new ListObjectsCommand({ Bucket, Marker: StartAfter, ...more }));
      const found = [second, first].map(({ CommonPrefixes = [], Contents = [] }) => [
        ...Contents.map(({ Key }) => Key),
        ...CommonPrefixes.map(({ Prefix }) => Prefix),
      ]);
      assert.deepEqual(found[0], found[1]);
      assert.equal(second.StartAfter, StartAfter);
      return found[0];
    };
    assert.deepEqual(await listedAfter('a'), keys.slice(1));
    assert.deepEqual(await listedAfter('a/1'), keys.slice(2));
    assert.deepEqual(await listedAfter('a/'), keys.slice(1));
    assert.deepEqual(await listedAfter('ab'), keys.slice(4));
    assert.deepEqual(await listedAfter('\uffee'), ['😀']);
    assert.deepEqual(await listedAfter('😀'), []);
    assert.deepEqual(await listedAfter('a', { Prefix: 'a/' }), ['a/1', 'a/2']);
    assert.deepEqual(await listedAfter('a/1', { Prefix: 'a/' }), ['a/2']);
    assert.deepEqual(await listedAfter('b', { Prefix: 'a/' }), []);
    // A key before its folder hides nothing of it.
    assert.deepEqual(await listedAfter('a', { Delimiter: '/' }), ['aa', 'é', '\uffee', '😀', 'a/', 'b/']);
    assert.deepEqual(await listedAfter('a/1', { Delimiter: '/' }), ['aa', 'é', '\uffee', '😀', 'a/', 'b/']);
    assert.deepEqual(await listedAfter('a/2', { Delimiter: '/' }), ['aa', 'é', '\uffee', '😀', 'b/']);
  });
});
