import type { IncomingMessage } from 'node:http';
import { AwsError } from '../failure';

/** A parsed request, before its signature is verified. */
export interface Request {
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly rawPath: string;
  /** Decoded pairs in their original order; a name without a value has an empty one. */
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: IncomingMessage;
  /** The instance that sent it; undefined for any other client. */
  readonly instance?: string;
  /** The request used an AWS host name without TLS. The cloud's own port, which only this computer can access, counts as AWS's HTTPS. */
  readonly plain?: true;
}

/** @throws AwsError InvalidURI if the percent-encoding isn't valid */
export function readRequest(message: IncomingMessage): Request {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: message.method ?? 'GET',
    rawPath: rawPath.startsWith('/') ? rawPath : `/${rawPath}`,
    query: rawQuery === '' ? [] : rawQuery.split('&').map(pairOf),
    headers,
    body: message,
  };
}

function pairOf(part: string): readonly [string, string] {
  const mark = part.indexOf('=');
  return mark < 0 ? [decode(part), ''] : [decode(part.slice(0, mark)), decode(part.slice(mark + 1))];
}

/** Percent-decodes a part of a URL. @throws AwsError InvalidURI */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400);
  }
}

/** The first value of a query parameter, if it exists. */
export const queryValue = (request: Request, name: string): string | undefined =>
  request.query.find(([key]) => key === name)?.[1];

/** Reads a whole body. @throws AwsError when it is longer than `limit` bytes. */
export async function readBody(request: Request, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit)
      throw new AwsError('RequestEntityTooLarge', `The request is larger than ${limit} bytes.`, 413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
