import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Signature } from '../../../src/local/signing/signature';
import { errorName, openCloud, type TestCloud } from './harness';

const Bucket = 'results';
const fiveMiB = 5 * 1024 * 1024;

describe('more of S3 in the local cloud', () => {
  let at: TestCloud;
  before(async () => {
    at = await openCloud();
    await at.s3.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => at.close());

  const put = (Key: string, Body: string | Uint8Array) =>
    at.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const read = async (Key: string): Promise<Buffer> => {
    const answer = await at.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  };

  it('puts parts together in their order, with S3’s own ETag', async () => {
    const Key = 'parts';
    const parts = [randomBytes(fiveMiB), randomBytes(1000)];
    const { UploadId } = await at.s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'text/x' }),
    );
    const sent: CompletedPart[] = [];
    for (const PartNumber of [2, 1]) {
      const Body = parts[PartNumber - 1] ?? Buffer.alloc(0);
      const { ETag } = await at.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      sent.unshift({ PartNumber, ETag });
    }
    const listed = await at.s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    assert.deepEqual(
      listed.Parts?.map((part) => [part.PartNumber, part.Size]),
      [
        [1, fiveMiB],
        [2, 1000],
      ],
    );
    const complete = (Parts: CompletedPart[]) =>
      at.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    assert.equal(await errorName(complete(sent.toReversed())), 'InvalidPartOrder');
    assert.equal(await errorName(complete([{ PartNumber: 3, ETag: '"x"' }])), 'InvalidPart');
    const done = await complete(sent);
    const md5s = parts.map((part) => createHash('md5').update(part).digest());
    assert.equal(done.ETag, `"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`);
    assert.ok((await read(Key)).equals(Buffer.concat(parts)));
    assert.equal((await at.s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentType, 'text/x');
    assert.equal(await errorName(complete(sent)), 'NoSuchUpload');
  });

  it('refuses small parts, and forgets an upload that is called off', async () => {
    const Key = 'small';
    const { UploadId } = await at.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts: CompletedPart[] = [];
    for (const PartNumber of [1, 2]) {
      const { ETag } = await at.s3.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'x' }),
      );
      Parts.push({ PartNumber, ETag });
    }
    const complete = new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts },
    });
    assert.equal(await errorName(at.s3.send(complete)), 'EntityTooSmall');
    await at.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    assert.equal(await errorName(at.s3.send(complete)), 'NoSuchUpload');
    assert.equal(await errorName(read(Key)), 'NoSuchKey');
  });

  it('lists one version of each object, page by page', async () => {
    const Prefix = 'versions/';
    for (const name of ['a', 'b', 'c']) await put(`${Prefix}${name}`, 'x'.repeat(3));
    const first = await at.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: 2 }));
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = first;
    const rest = await at.s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, KeyMarker, VersionIdMarker }),
    );
    assert.deepEqual([first.IsTruncated, rest.IsTruncated], [true, false]);
    assert.deepEqual(
      [first, rest].map(({ Versions = [] }) =>
        Versions.map(({ IsLatest, Key, Size, VersionId }) => [Key, Size, VersionId, IsLatest]),
      ),
      [
        [
          [`${Prefix}a`, 3, 'null', true],
          [`${Prefix}b`, 3, 'null', true],
        ],
        [[`${Prefix}c`, 3, 'null', true]],
      ],
    );
    await at.s3.send(new DeleteObjectCommand({ Bucket, Key: `${Prefix}a`, VersionId: 'null' }));
    const left = await at.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    assert.equal(left.Versions?.length, 2);
  });

  it('copies, tags and deletes many', async () => {
    await put('from/ä b', 'bytes');
    await at.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'to',
        CopySource: `/${Bucket}/from/${encodeURIComponent('ä b')}`,
      }),
    );
    assert.equal(String(await read('to')), 'bytes');
    await at.s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: 'to', Tagging: { TagSet: [{ Key: 'a&b', Value: '<c>' }] } }),
    );
    const tags = await at.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'to' }));
    assert.deepEqual(tags.TagSet, [{ Key: 'a&b', Value: '<c>' }]);
    assert.equal(await errorName(at.s3.send(new DeleteBucketCommand({ Bucket }))), 'BucketNotEmpty');
    const answer = await at.s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'to' }, { Key: 'never' }, { Key: 'from/ä b' }] },
      }),
    );
    assert.deepEqual(
      answer.Deleted?.map((one) => one.Key),
      ['to', 'never', 'from/ä b'],
    );
    const left = await at.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'from/' }));
    assert.equal(left.KeyCount, 0);
  });

  describe('a presigned form', () => {
    /** A form that may put below `sweeps/`, signed as a browser's would be. */
    const formOf = async (
      more: { expires?: number; key?: string; body?: string; extra?: [string, string] } = {},
    ) => {
      const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
      const day = date.slice(0, 8);
      const credential = `${at.cloud.accessKeyId}/${day}/us-east-1/s3/aws4_request`;
      const fields: [string, string][] = [
        ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
        ['X-Amz-Credential', credential],
        ['X-Amz-Date', date],
      ];
      const policy = Buffer.from(
        JSON.stringify({
          expiration: new Date(Date.now() + (more.expires ?? 60) * 1000).toISOString(),
          conditions: [
            { bucket: Bucket },
            ['starts-with', '$key', 'sweeps/'],
            ['content-length-range', 1, 10],
            ...fields.map(([name, value]) => ({ [name]: value })),
          ],
        }),
      ).toString('base64');
      const signature = await new Signature(
        { day, date, region: 'us-east-1', service: 's3' },
        at.cloud,
      ).ofText(policy);
      const form = new FormData();
      for (const [name, value] of [...fields, ['Policy', policy], ['X-Amz-Signature', signature]] as const)
        form.append(name, value);
      if (more.extra !== undefined) form.append(...more.extra);
      form.append('key', more.key ?? 'sweeps/a b.txt');
      form.append('file', new Blob([more.body ?? 'posted']), 'f');
      return form;
    };
    const post = async (form: FormData): Promise<[number, string]> => {
      const answer = await fetch(`${at.cloud.endpoint}/${Bucket}`, { method: 'POST', body: form });
      return [answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1] ?? ''];
    };

    it('puts what its policy allows', async () => {
      assert.deepEqual(await post(await formOf()), [204, '']);
      assert.equal(String(await read('sweeps/a b.txt')), 'posted');
    });

    it('is refused anything else', async () => {
      const cases: [Parameters<typeof formOf>[0], number, string][] = [
        [{ key: 'elsewhere' }, 403, 'AccessDenied'],
        [{ expires: -1 }, 403, 'AccessDenied'],
        [{ body: 'far too long' }, 400, 'EntityTooLarge'],
        [{ body: '' }, 400, 'EntityTooSmall'],
        [{ extra: ['x-amz-meta-more', 'x'] }, 403, 'AccessDenied'],
      ];
      for (const [more, status, code] of cases)
        assert.deepEqual(await post(await formOf(more)), [status, code], JSON.stringify(more));
      const forged = await formOf();
      forged.set('X-Amz-Signature', '0'.repeat(64));
      assert.deepEqual(await post(forged), [403, 'SignatureDoesNotMatch']);
      assert.equal(await errorName(read('elsewhere')), 'NoSuchKey');
    });
  });
});
