import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { isAwsError } from '../../../src/local/failure';
import type { Request } from '../../../src/local/server/request';
import { claimOf } from '../../../src/local/signing/claim';
import { Sha256 } from '../../../src/local/signing/sha256';
import { verify } from '../../../src/local/signing/verify';

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const now = Date.UTC(2026, 0, 27, 10, 15);
const minute = 60_000;

/** A request that AWS's own signer has signed at a time. */
async function signedAt(time: number, service: string, expiresIn?: number): Promise<Request> {
  const signer = new SignatureV4({
    credentials,
    region: 'us-east-1',
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const plain = {
    method: 'GET',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: '/bucket/key',
    headers: {
      host: '127.0.0.1',
      ...(service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {}),
    },
  };
  const signingDate = new Date(time);
  const signed =
    expiresIn === undefined
      ? await signer.sign(plain, { signingDate })
      : await signer.presign(plain, { signingDate, expiresIn });
  return {
    method: 'GET',
    rawPath: '/bucket/key',
    query: Object.entries(signed.query ?? {}).map(([name, value]) => [name, String(value)] as const),
    headers: signed.headers,
    body: new IncomingMessage(new Socket()),
  };
}

async function answerTo(request: Request, wall = now, cloud = wall): Promise<string> {
  const claim = claimOf(request);
  assert.ok(claim !== undefined);
  const keys = () => ({
    ...credentials,
    principal: { kind: 'account', accessKeyId: credentials.accessKeyId } as const,
  });
  const body = claim.service === 's3' ? undefined : new Uint8Array();
  try {
    await verify(request, claim, keys, { wall, cloud }, body);
    return 'no error';
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return error.code;
  }
}

// AmazonS3/latest/API/sig-v4-authenticating-requests.html: the time stamp must be within 15 minutes of AWS's time.
describe('the time of a signature', () => {
  for (const [service, refusal] of [
    ['s3', 'RequestTimeTooSkewed'],
    ['ec2', 'RequestExpired'],
  ] as const)
    it(`may be 15 minutes off, and not a second more, for ${service}`, async () => {
      for (const sign of [1, -1]) {
        const off = async (milliseconds: number) =>
          answerTo(await signedAt(now + sign * milliseconds, service));
        assert.deepEqual(
          [await off(0), await off(14 * minute), await off(15 * minute)],
          ['no error', 'no error', 'no error'],
        );
        assert.deepEqual(
          [await off(15 * minute + 1_000), await off(16 * minute), await off(60 * minute)],
          [refusal, refusal, refusal],
        );
      }
    });

  it('may be any that the cloud has returned since its clock advanced', async () => {
    const cloud = now + 180 * minute;
    const at = async (time: number) => answerTo(await signedAt(time, 's3'), now, cloud);
    assert.deepEqual(
      [
        await at(now - 15 * minute),
        await at(now),
        await at(now + 90 * minute),
        await at(cloud + 15 * minute),
      ],
      ['no error', 'no error', 'no error', 'no error'],
    );
    assert.deepEqual(
      [await at(now - 16 * minute), await at(cloud + 16 * minute)],
      ['RequestTimeTooSkewed', 'RequestTimeTooSkewed'],
    );
  });

  it('makes a presigned request good for so many seconds', async () => {
    const answerAfter = async (milliseconds: number) =>
      answerTo(await signedAt(now, 's3', 3_600), now + milliseconds);
    assert.deepEqual([await answerAfter(0), await answerAfter(60 * minute)], ['no error', 'no error']);
    assert.equal(await answerAfter(60 * minute + 1_000), 'AccessDenied');
    assert.equal(await answerAfter(-15 * minute), 'no error');
    assert.equal(await answerAfter(-15 * minute - 1_000), 'AccessDenied', 'not valid yet');
  });
});
