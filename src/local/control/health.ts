import { createHmac } from 'node:crypto';
import { queryValue, type Request } from '../server/request';
import type { Response } from '../server/response';
import { notThere } from './own-path';

/** What the proof is for, so that it is good at no cost else. */
const purpose = 'spawn-local-health';

/**
 * `GET /_spawn/health?nonce=HEX`: proves to whoever can read `cloud.json` that the cloud which wrote it answers here, by an
 * HMAC-SHA-256 of the nonce and its process id under the account's secret. It tells nothing to anyone else.
 */
export function answerHealth(request: Request, secret: string): Response {
  const nonce = queryValue(request, 'nonce') ?? '';
  if (!/^[0-9a-f]{32,128}$/.test(nonce)) return notThere;
  const proof = createHmac('sha256', secret).update(`${purpose} ${process.pid} ${nonce}`).digest('hex');
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ proof }),
  };
}
