import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The response to a client. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
  /** No answer: the connection is closed. */
  readonly cut?: boolean;
}

/** Writes an answer; resolves when its last byte has been passed to the system. */
export async function send(answer: Response, to: ServerResponse): Promise<void> {
  if (answer.cut === true) {
    to.destroy();
    return;
  }
  if (answer.body === undefined || typeof answer.body === 'string' || answer.body instanceof Uint8Array) {
    const length = answer.body === undefined ? 0 : Buffer.byteLength(answer.body);
    to.writeHead(answer.status, { 'content-length': String(length), ...answer.headers });
    to.end(answer.body);
    return;
  }
  to.writeHead(answer.status, answer.headers);
  await pipeline(answer.body, to);
}
