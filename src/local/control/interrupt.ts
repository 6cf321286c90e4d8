import { createHmac, timingSafeEqual } from 'node:crypto';
import { jsonResponse, readJson } from '../protocols/json';
import { type Request, readBody } from '../server/request';
import type { Response } from '../server/response';
import type { Control } from './control';
import { notFound } from './own-path';

/** What the proof is for, so that it can't be used for anything else. */
const purpose = 'spawn-local-interrupt';

/**
 * `POST /_spawn/interrupt` with `{"instances": ["i-…"]}`: sends these spot instances their notice, and ends them two minutes
 * later. Answers `{"interrupted": ["i-…"]}`, which are those that are spot, running, and had none yet. Whoever can read `cloud.json`
 * proves it by an HMAC-SHA-256 of the process id and the body under the account's secret, in the header `x-spawn-proof`. For
 * everyone else, there is nothing here.
 */
export async function answerInterrupt(control: Control, request: Request, secret: string): Promise<Response> {
  const body = await readBody(request, 64 * 1024);
  const expected = createHmac('sha256', secret).update(`${purpose} ${process.pid} `).update(body).digest();
  const proof = Buffer.from(request.headers['x-spawn-proof'] ?? '', 'hex');
  if (request.method !== 'POST' || proof.length !== expected.length || !timingSafeEqual(proof, expected))
    return notFound;
  const { instances } = readJson(body);
  const ids = Array.isArray(instances) ? instances.map(String) : [];
  return jsonResponse({ interrupted: control.interrupt(ids) }, '');
}
