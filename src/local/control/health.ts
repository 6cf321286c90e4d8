import { createHmac } from 'node:crypto';
import { queryValue, type Request } from '../server/request';
import type { Response } from '../server/response';
import { notFound } from './own-path';

/** The purpose of the proof, so that it can't be used for another one. */
const purpose = 'spawn-local-health';

/**
 * `GET /_spawn/health?nonce=HEX`: proves to a client that can read `cloud.json` that the cloud which wrote it answers
 * here, by an HMAC-SHA-256 of the nonce and its process ID with the account's secret. It reveals nothing to other
 * clients.
 */
export function answerHealth(request: Request, secret: string): Response {
  const nonce = queryValue(request, 'nonce') ?? '';
  if (!/^[0-9a-f]{32,128}$/.test(nonce)) return notFound;
  const proof = createHmac('sha256', secret).update(`${purpose} ${process.pid} ${nonce}`).digest('hex');
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ proof }),
  };
}
