import { AwsError } from '../failure';
import type { Request } from '../server/request';
import type { Claim } from './claim';
import type { Key, KeyRing, Principal } from './principal';
import { sha256Hex } from './sha256';
import { Signature, sameSignature } from './signature';

/** Maximum difference of a client's clock: 15 minutes, as on AWS. */
const maxSkewMs = 15 * 60_000;

/**
 * Two times, in milliseconds since the epoch, which differ if a test has advanced the cloud's clock. Clients sign with
 * the system time, or with the cloud's time after they have received an answer; sessions expire by the cloud's time.
 */
export interface Times {
  readonly wall: number;
  readonly cloud: number;
}

/** A request with a valid signature. */
export interface Verified {
  readonly principal: Principal;
  readonly claim: Claim;
  /** It arrived with TLS, or through a connection that counts as TLS. */
  readonly secure: boolean;
  /** The payload hash that the client declared: a SHA-256 in hex, `UNSIGNED-PAYLOAD`, or a `STREAMING-…` form. */
  readonly payload: string;
  /** Signs more text of the same request: chunks and trailers. */
  readonly signature: Signature;
}

/**
 * Verifies a request with the secret of its access key.
 * @param body the whole body, if the service reads it before the check; S3 relies on `x-amz-content-sha256` instead.
 * @throws AwsError with AWS's codes
 */
export async function verify(
  request: Request,
  claim: Claim,
  keys: KeyRing,
  times: Times,
  body?: Uint8Array,
): Promise<Verified> {
  const key = keyOf(claim, keys);
  checkTimes(claim, times);
  checkSession(claim, key, times.cloud);
  checkHeaders(request, claim);
  const payload = payloadOf(request, claim, body);
  const signature = new Signature(claim, key);
  const expected = await signature.ofRequest(request, claim.signedHeaders, payload);
  if (!sameSignature(expected, claim.signature))
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  return { principal: key.principal, claim, secure: request.plain !== true, payload, signature };
}

/** @throws AwsError InvalidAccessKeyId */
export function keyOf(claim: Pick<Claim, 'accessKeyId' | 'region'>, keys: KeyRing): Key {
  const key = keys(claim.accessKeyId, claim.region);
  if (key === undefined)
    throw new AwsError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    );
  return key;
}

/** Session keys require their token, and expire with it. @throws AwsError */
export function checkSession(claim: Pick<Claim, 'sessionToken'>, key: Key, now: number): void {
  if (key.sessionToken !== undefined && !sameSignature(claim.sessionToken ?? '', key.sessionToken))
    throw new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400);
  if (key.expiresAt !== undefined && now >= key.expiresAt)
    throw new AwsError('ExpiredToken', 'The provided token has expired.', 400);
}

function checkTimes(claim: Claim, { cloud, wall }: Times): void {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(claim.date);
  const [, year, month, day, hour, minute, second] = match ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time) || !claim.date.startsWith(claim.day))
    throw new AwsError(
      'AuthorizationHeaderMalformed',
      'The date of the credential scope and of the request must match.',
    );
  // The clock that the client used.
  const now = Math.abs(time - cloud) < Math.abs(time - wall) ? cloud : wall;
  if (claim.expires !== undefined) {
    if (now > time + claim.expires * 1000) throw new AwsError('AccessDenied', 'Request has expired', 403);
    if (time > now + maxSkewMs) throw new AwsError('AccessDenied', 'Request is not valid yet', 403);
    return;
  }
  // Or the cloud's time when it last sent an answer.
  const known = Math.min(Math.max(time, Math.min(wall, cloud)), Math.max(wall, cloud));
  if (Math.abs(known - time) > maxSkewMs)
    throw new AwsError(
      claim.service === 's3' ? 'RequestTimeTooSkewed' : 'RequestExpired',
      `The difference between the request time (${claim.date}) and the current time is too large.`,
      claim.service === 's3' ? 403 : 400,
    );
}

function checkHeaders(request: Request, claim: Claim): void {
  const signed = new Set(claim.signedHeaders);
  const missing = Object.keys(request.headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.has(name),
  );
  if (missing.length > 0)
    throw new AwsError(
      claim.service === 's3' ? 'AccessDenied' : 'SignatureDoesNotMatch',
      `There were headers present in the request which were not signed: ${missing.join(', ')}`,
      403,
    );
}

function payloadOf(request: Request, claim: Claim, body: Uint8Array | undefined): string {
  const declared = request.headers['x-amz-content-sha256'];
  if (body !== undefined) {
    const actual = sha256Hex(body);
    if (declared !== undefined && declared !== actual && declared !== 'UNSIGNED-PAYLOAD')
      throw new AwsError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    return actual;
  }
  if (claim.by === 'query') return declared ?? 'UNSIGNED-PAYLOAD';
  if (declared === undefined)
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  return declared;
}
