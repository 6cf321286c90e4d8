import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { checkedChunks } from '../../../src/aws/s3/checksum';

const pieces = [Buffer.from('one '), Buffer.from('two')];
const whole = Buffer.concat(pieces);
const hash = (name: string): string => createHash(name).update(whole).digest('base64');

async function read(headers: Readonly<Record<string, string>>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of checkedChunks(Readable.from(pieces), headers)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('the checksum of an object that is read', () => {
  it('is that of all its pieces together', async () => {
    // CRC-32 of "one two", big-endian (computed with Python's zlib.crc32).
    for (const headers of [
      { 'x-amz-checksum-crc32': 'zQeJLw==' },
      { 'x-amz-checksum-sha1': hash('sha1') },
      { 'x-amz-checksum-sha256': hash('sha256') },
    ])
      assert.equal(await read(headers), 'one two');
  });

  it('that does not match is an error which names both', async () => {
    for (const name of ['sha1', 'sha256'])
      await assert.rejects(read({ [`x-amz-checksum-${name}`]: 'AAAA' }), {
        message: `Checksum mismatch: x-amz-checksum-${name} is AAAA, and ${hash(name)} arrived.`,
      });
  });

  it('is not verified if it is computed from parts, or of an algorithm that Node lacks', async () => {
    assert.equal(await read({ 'x-amz-checksum-sha256': `${hash('sha1')}-2` }), 'one two');
    assert.equal(await read({ 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }), 'one two');
    assert.equal(await read({}), 'one two');
  });
});
