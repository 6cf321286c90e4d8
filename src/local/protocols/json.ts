import { AwsError } from '../failure';
import type { Response } from '../server/response';

/** A body of AWS's JSON protocol. @throws AwsError SerializationException */
export function readJson(body: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString());
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  return Object.fromEntries(Object.entries(value));
}

export const jsonResponse = (value: unknown, requestId: string): Response => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
  body: JSON.stringify(value),
});

export const jsonError = (error: AwsError, requestId: string): Response => ({
  status: error.status,
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.code,
    ...error.headers,
  },
  body: JSON.stringify({ __type: error.code, message: error.message }),
});
