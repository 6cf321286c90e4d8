import assert from 'node:assert/strict';
import { CreateBucketCommand, PutBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { AnswerClock } from '../../../src/aws/answer-clock';
import { Clients } from '../../../src/aws/clients';
import { awsCloud } from '../../../src/aws/cloud';
import { bucketKey } from '../../../src/aws/s3/bucket-key';
import { Failure } from '../../../src/engine/failure';
import { systemClock } from '../../../src/engine/system-clock';
import { World } from '../engine/world';

const region = 'us-east-1';
const bucket = 'objects';
const codeIs = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;
async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the ports of the engine through the SDK', () => {
  let world: World;
  let s3: S3Client;
  before(async () => {
    world = await World.start();
    const { accessKeyId, endpoint, secretAccessKey } = world.cloud;
    s3 = new S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });
  after(async () => {
    s3.destroy();
    await world.stop();
  });
  const store = () => world.aws.store(bucket, region);
  const text = async (key: string, options = {}): Promise<string> =>
    Buffer.concat(await all(await store().read(key, options))).toString();

  it('list objects with key, size, ETag, and time, below a prefix and over pages', async () => {
    const keys = ['list/a b+c', 'list/ä%2F', 'list/d/1', 'list/d/2', 'listed'];
    const etags = new Map<string, string>();
    for (const key of keys) etags.set(key, await store().write(key, key));
    const listed = await all(store().list('list/'));
    assert.deepEqual(
      listed.map(({ etag, key, size }) => ({ etag, key, size })),
      [...keys.slice(0, 4)]
        .sort()
        .map((key) => ({ etag: etags.get(key), key, size: Buffer.byteLength(key) })),
    );
    for (const { etag, modifiedAt } of listed) {
      assert.doesNotMatch(etag, /"/);
      assert.ok(Math.abs(modifiedAt - systemClock.now()) < 60_000);
    }
    assert.deepEqual(await all(store().listFolders('list/')), ['d']);
    await Promise.all(Array.from({ length: 1_001 }, (_, at) => store().write(`many/${at}`, 'x')));
    assert.equal(new Set((await all(store().list('many/'))).map(({ key }) => key)).size, 1_001);
  });

  it('read an object whole, in part, and in one version', async () => {
    const etag = await store().write('read', '0123456789');
    assert.equal(await text('read'), '0123456789');
    assert.equal(await text('read', { start: 2, end: 4 }), '234');
    assert.equal(await text('read', { ifMatch: etag }), '0123456789');
    assert.deepEqual(await store().readVersion('read'), { text: '0123456789', etag });
    await store().write('read', 'new');
    await assert.rejects(text('read', { ifMatch: etag }), codeIs('PreconditionFailed'));
    assert.equal(await store().readText('missing'), undefined);
    assert.equal(await store().readVersion('missing'), undefined);
    await assert.rejects(text('missing'), codeIs('NoSuchKey'));
  });

  it('write an object once, or over one version, and remove it twice', async () => {
    const first = await store().write('once', 'a', { ifNoneMatch: true });
    await assert.rejects(store().write('once', 'b', { ifNoneMatch: true }), codeIs('PreconditionFailed'));
    const second = await store().write('once', 'b', { ifMatch: first });
    await assert.rejects(store().write('once', 'c', { ifMatch: first }), codeIs('PreconditionFailed'));
    assert.deepEqual(await store().readVersion('once'), { text: 'b', etag: second });
    await store().remove('once');
    await store().remove('once');
    assert.equal(await store().readText('once'), undefined);
  });

  it('sign an address that reads one object, and none other', async () => {
    await store().write('signed', 'text');
    const url = await store().presignedGet('signed', 60);
    assert.equal(await (await fetch(url)).text(), 'text');
    assert.equal((await fetch(url.replace('signed', 'listed'))).status, 403);
    assert.match(url, /X-Amz-Expires=60(?:&|$)/);
  });

  it('sign a form that writes below its prefix, up to its size', async () => {
    const fields = await store().presignedPost('form/', { seconds: 60, bytes: 4 });
    const post = async (key: string, body: string): Promise<number> => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...fields, key })) form.append(name, value);
      form.append('file', new Blob([body]));
      return (await fetch(store().bucketUrl, { method: 'POST', body: form })).status;
    };
    assert.deepEqual(
      [await post('form/a', 'four'), await post('form/b', 'fives'), await post('other', 'four')].map(
        (status) => status < 300,
      ),
      [true, false, false],
    );
    assert.equal(await store().readText('form/a'), 'four');
    assert.equal(await store().readText('form/b'), undefined);
  });

  it('keep parameters once, find secrets by name, and remove any number of them', async () => {
    const secrets = world.aws.secrets(region);
    const names = Array.from({ length: 23 }, (_, at) => `/spawn/secrets/${'0'.repeat(32)}/V${at}`);
    for (const name of names) await secrets.keep(name, 'first');
    await secrets.keep(names[0] ?? '', 'second');
    assert.deepEqual([...(await secrets.kept())].sort(), [...names].sort());
    assert.equal(await secrets.has({ from: 'ssm', name: names[0] ?? '' }), true);
    assert.equal(await secrets.has({ from: 'ssm', name: '/none' }), false);
    assert.equal(await secrets.has({ from: 'secretsmanager', name: 'none' }), false);
    await secrets.remove(names.slice(1));
    await secrets.remove(names);
    assert.deepEqual(await secrets.kept(), []);
    assert.ok(Object.values(secrets.services).every((url) => String(url) === world.cloud.endpoint));
  });

  it('name the services of AWS in each partition', () => {
    const cloud = awsCloud({ region: 'cn-north-1' }, systemClock, '');
    assert.deepEqual(cloud.secrets('cn-north-1').services, {
      ssm: 'https://ssm.cn-north-1.amazonaws.com.cn',
      secretsmanager: 'https://secretsmanager.cn-north-1.amazonaws.com.cn',
    });
    cloud.dispose();
  });

  it('know the zones with a default subnet, the regions, and the clock of the cloud', async () => {
    const zones = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${region}${letter}`);
    assert.deepEqual([...(await world.aws.compute(region).zones())].sort(), zones);
    const regions = await world.aws.account.regions();
    assert.ok(regions.includes(region) && regions.includes('eu-central-1'));
    assert.equal(world.aws.ahead(), 0);
    assert.ok((world.aws.calls()['DescribeRegions'] ?? 0) === 1);
  });

  it('find the key of a bucket however it is written', async () => {
    const clients = new Clients(
      world.connection('keys'),
      () => world.aws.account.identity(),
      new AnswerClock(systemClock),
    );
    const { account } = await world.aws.account.identity();
    const keyOf = async (key: string | undefined, name = bucket) => {
      if (key !== undefined)
        await s3.send(
          new PutBucketEncryptionCommand({
            Bucket: bucket,
            ServerSideEncryptionConfiguration: {
              Rules: [
                { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
              ],
            },
          }),
        );
      return bucketKey({ name, region, account }, clients);
    };
    const service = 's3.us-east-1.amazonaws.com';
    const inRegion = `arn:aws:kms:us-east-1:${account}:key/`;
    const id = '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
    assert.equal(await keyOf(undefined, 'no-such-bucket'), undefined);
    assert.equal(await keyOf(undefined), undefined);
    assert.deepEqual(await keyOf(id), { arn: `${inRegion}${id}`, service });
    assert.deepEqual(await keyOf(`${inRegion}${id}`), { arn: `${inRegion}${id}`, service });
    for (const alias of ['alias/results', `arn:aws:kms:us-east-1:${account}:alias/results`])
      assert.deepEqual(await keyOf(alias), { arn: `${inRegion}*`, alias: 'alias/results', service });
    clients.dispose();
  });
});
