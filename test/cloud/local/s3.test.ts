import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { errorName, idlePolicy, openCloud, type TestCloud } from './harness';

const Bucket = 'results';

describe('S3 of the local cloud, by AWS’s own client', () => {
  let at: TestCloud;
  beforeEach(async () => {
    at = await openCloud();
    await at.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(() => at.close());

  const put = (
    Key: string,
    Body: string | Uint8Array,
    more: { IfNoneMatch?: string; IfMatch?: string } = {},
  ) => at.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const read = async (Key: string, Range?: string): Promise<string | undefined> => {
    const answer = await at.s3.send(
      new GetObjectCommand({ Bucket, Key, ...(Range === undefined ? {} : { Range }) }),
    );
    return answer.Body?.transformToString();
  };

  it('keeps bytes, headers and metadata under any key', async () => {
    const keys = ['a/b c+é.txt', '../../etc/passwd', 'a//b', 'x/', '%41', '😀', "q'(1)!*", '.'];
    for (const Key of keys) {
      await at.s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: `body of ${Key}`,
          Metadata: { note: 'n' },
          ContentType: 'text/x',
        }),
      );
    }
    for (const Key of keys) {
      assert.equal(await read(Key), `body of ${Key}`);
      const head = await at.s3.send(new HeadObjectCommand({ Bucket, Key }));
      assert.deepEqual([head.Metadata, head.ContentType], [{ note: 'n' }, 'text/x']);
    }
    const listed: string[] = [];
    for await (const page of paginateListObjectsV2({ client: at.s3 }, { Bucket }))
      listed.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
    assert.deepEqual(
      listed,
      keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
  });

  it('takes a stream in signed or unsigned chunks with a trailing checksum', async () => {
    const bytes = Buffer.alloc(300_000, 'chunk ');
    await at.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from([bytes.subarray(0, 99_999), bytes.subarray(99_999)]),
        ContentLength: bytes.length,
      }),
    );
    assert.equal(await read('stream'), bytes.toString());
  });

  it('serves ranges and refuses those beyond the end', async () => {
    await put('r', '0123456789');
    assert.equal(await read('r', 'bytes=2-4'), '234');
    assert.equal(await read('r', 'bytes=-3'), '789');
    assert.equal(await read('r', 'bytes=7-99'), '789');
    assert.equal(await errorName(read('r', 'bytes=10-')), 'InvalidRange');
  });

  it('lists in pages of a thousand, and rolls up at a delimiter', async () => {
    const numbers = Array.from({ length: 1203 }, (_, index) => `n/${String(index).padStart(5, '0')}/x`);
    for (let from = 0; from < numbers.length; from += 50)
      await Promise.all(numbers.slice(from, from + 50).map((key) => put(key, 'x')));
    await put('other', 'x');
    const sizes: number[] = [];
    const found: string[] = [];
    for await (const page of paginateListObjectsV2(
      { client: at.s3 },
      { Bucket, Prefix: 'n/', Delimiter: '/' },
    )) {
      sizes.push(page.KeyCount ?? 0);
      found.push(...(page.CommonPrefixes ?? []).map((prefix) => `${prefix.Prefix}x`));
    }
    assert.deepEqual(sizes, [1000, 203]);
    assert.deepEqual(found, numbers);
  }).timeout(120_000); // 1,204 objects, on whatever else the machine does

  it('writes on a condition only', async () => {
    const first = await put('c', '1', { IfNoneMatch: '*' });
    assert.equal(await errorName(put('c', '2', { IfNoneMatch: '*' })), 'PreconditionFailed');
    await put('c', '3', { IfMatch: first.ETag ?? '' });
    assert.equal(await errorName(put('c', '4', { IfMatch: first.ETag ?? '' })), 'PreconditionFailed');
    assert.equal(await read('c'), '3');
  });

  it('reports missing objects like S3', async () => {
    await put('gone', 'x');
    await at.s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    assert.equal(await errorName(read('gone')), 'NoSuchKey');
    assert.equal(await errorName(at.s3.send(new HeadObjectCommand({ Bucket, Key: 'gone' }))), 'NotFound');
    assert.equal(await errorName(at.s3.send(new HeadBucketCommand({ Bucket: 'nobody' }))), 'NotFound');
    assert.equal(
      await errorName(at.s3.send(new GetObjectCommand({ Bucket: 'nobody', Key: 'k' }))),
      'NoSuchBucket',
    );
    assert.equal(
      await errorName(at.s3.send(new CreateBucketCommand({ Bucket: 'No_Name' }))),
      'InvalidBucketName',
    );
  });

  it('takes the settings that make a bucket private', async () => {
    await at.s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
    );
    await at.s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    );
    await at.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: idlePolicy(Bucket) }));
    assert.equal(
      await errorName(at.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{' }))),
      'MalformedPolicy',
    );
  });
});
