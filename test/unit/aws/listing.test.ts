import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { cutListing, watchListing } from '../../../src/aws/s3/listing';

const escaped = (text: string): string =>
  text
    .replace(/[&<>"'\r\n\t]/g, (char) => `&#${char === '"' ? 'x22' : char.charCodeAt(0)};`)
    .replaceAll('&#38;', '&amp;');

const page = (keys: readonly string[], more = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix><KeyCount>${keys.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>${keys
    .map(
      (key, size) =>
        `<Contents><Key>${escaped(key)}</Key><LastModified>2026-01-27T10:15:00.000Z</LastModified><ETag>&quot;e${size}&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    )
    .join('')}${more}<NextContinuationToken>next</NextContinuationToken></ListBucketResult>`;

describe('pages of ListObjectsV2', () => {
  let answer = '';
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'A', secretAccessKey: 'B' },
    requestHandler: {
      handle: async () => ({
        response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(answer)]) },
      }),
    },
  });
  after(() => client.destroy());

  it('are equal to what the SDK reads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { maxLength: 5 }),
        async (keys) => {
          answer = page(keys, '<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>');
          const plain = await client.send(new ListObjectsV2Command({ Bucket: 'b' }));
          const command = new ListObjectsV2Command({ Bucket: 'b' });
          const objects = watchListing(command);
          const { Contents, ...rest } = await client.send(command);
          assert.equal(Contents, undefined);
          const { Contents: expected = [], ...restExpected } = plain;
          assert.deepEqual(rest, restExpected);
          assert.deepEqual(
            objects(),
            expected.map(({ ETag, Key, LastModified, Size }) => ({
              key: Key,
              size: Size,
              etag: ETag?.replaceAll('"', ''),
              modifiedAt: LastModified?.getTime(),
            })),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('have keys with references of XML to any character, in decimal and hexadecimal, and to none beyond Unicode', () => {
    for (const [written, key] of [
      ['&#128512;', '😀'],
      ['&#x1F600;', '😀'],
      ['&#x1f600;', '😀'],
      ['&#x10FFFF;', '\u{10ffff}'],
      ['&#xFFFF;&#65536;', '\uffff\u{10000}'],
      ['&#x110000;', '&#x110000;'],
      ['&#1114112;', '&#1114112;'],
      ['&amp;lt;', '&lt;'],
      ['&lt;&gt;&quot;&apos;&amp;', `<>"'&`],
      ['&nbsp;', '&nbsp;'],
      ['a\r\nb\rc&#13;d', 'a\nb\nc\rd'],
    ] as const) {
      const xml = page(['x']).replace('<Key>x</Key>', () => `<Key>${written}</Key>`);
      assert.equal(cutListing(xml)?.objects[0]?.key, key, written);
    }
  });

  it('are left to the SDK where they are not as S3 writes them', () => {
    const whole = page(['a', 'b']);
    for (const odd of [
      whole.replace('<Contents>', '<Contents><Other/></Contents><Contents>'),
      whole.replace('</Contents><Contents>', '</Contents><CommonPrefixes/><Contents>'),
      whole.replace('<Size>1</Size>', ''),
      whole.replace('2026-01-27T10:15:00.000Z', 'yesterday'),
      whole.replace('<Contents>', '<Contents><Contents>'),
    ]) {
      assert.equal(cutListing(odd), undefined);
    }
    assert.deepEqual(cutListing(page([]))?.objects, []);
  });
});
