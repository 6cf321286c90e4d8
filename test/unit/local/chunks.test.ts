import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeChunks } from '../../../src/local/signing/chunks';
import type { Claim } from '../../../src/local/signing/claim';
import { sha256Hex } from '../../../src/local/signing/sha256';
import { Signature } from '../../../src/local/signing/signature';

describe('aws-chunked bodies', () => {
  const claim: Claim = {
    by: 'header',
    accessKeyId: 'AKIA',
    day: '20260127',
    region: 'us-east-1',
    service: 's3',
    signedHeaders: [],
    signature: 'seed',
    date: '20260127T101500Z',
  };
  const signature = new Signature(claim, { accessKeyId: 'AKIA', secretAccessKey: 'secret' });

  /** The body as a client sends it, each chunk signed over the one before. */
  async function encode(chunks: readonly Uint8Array[]): Promise<Buffer> {
    let previous = claim.signature;
    const parts: Buffer[] = [];
    for (const chunk of [...chunks, new Uint8Array()]) {
      const text = [
        'AWS4-HMAC-SHA256-PAYLOAD',
        claim.date,
        signature.scope,
        previous,
        sha256Hex(''),
        sha256Hex(chunk),
      ];
      previous = await signature.ofText(text.join('\n'));
      parts.push(
        Buffer.from(`${chunk.length.toString(16)};chunk-signature=${previous}\r\n`),
        Buffer.from(chunk),
      );
      parts.push(Buffer.from('\r\n'));
    }
    return Buffer.concat(parts);
  }
  async function decode(body: Buffer, cuts: readonly number[]): Promise<Buffer> {
    async function* pieces() {
      const edges = [...new Set(cuts.map((cut) => cut % (body.length + 1)))].sort((a, b) => a - b);
      let from = 0;
      for (const edge of [...edges, body.length]) {
        if (edge > from) yield body.subarray(from, edge);
        from = edge;
      }
    }
    const found: Buffer[] = [];
    const verified = { payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', claim, signature };
    for await (const piece of decodeChunks(pieces(), verified, new Map())) found.push(piece);
    return Buffer.concat(found);
  }

  it('are handed on as they come, before the whole of a chunk is there', async () => {
    const chunk = Buffer.alloc(64 * 1024 * 1024, 7);
    const body = await encode([chunk]);
    let sent = 0;
    async function* pieces() {
      for (; sent < body.length; sent += 65_536) yield body.subarray(sent, sent + 65_536);
    }
    const verified = { payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', claim, signature };
    let received = 0;
    for await (const piece of decodeChunks(pieces(), verified, new Map())) {
      received += piece.length;
      assert.ok(sent - received < 200_000, `${sent} sent, ${received} received`);
    }
    assert.equal(received, chunk.length);
    body[body.length - 100_000] = 0;
    await assert.rejects(decode(body, []), { code: 'SignatureDoesNotMatch' });
  });

  it('come out as they went in, however the network cuts them', async () => {
    const bytes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat(1000), { maxLength: 10 }), async (chunks, cuts) => {
        assert.ok((await decode(await encode(chunks), cuts)).equals(Buffer.concat(chunks)));
      }),
    );
  });

  it('are refused when a byte has changed or the end is missing', async () => {
    const body = await encode([Buffer.from('first'), Buffer.from('second')]);
    const changed = Buffer.from(body);
    changed[body.indexOf('second')] = 0x53;
    await assert.rejects(decode(changed, []), { code: 'SignatureDoesNotMatch' });
    await assert.rejects(decode(body.subarray(0, body.indexOf('second') + 3), []), {
      code: 'IncompleteBody',
    });
  });
});
