import { AwsError } from '../failure';
import type { Response } from '../server/response';

/** Parses a body of AWS's JSON protocol. @throws AwsError SerializationException */
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

/** Error codes that differ in services with this protocol; errors of this kind have the status 400. */
const codes: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', 'AccessDeniedException'],
  ['InvalidAccessKeyId', 'UnrecognizedClientException'],
  ['InvalidToken', 'UnrecognizedClientException'],
  ['SignatureDoesNotMatch', 'InvalidSignatureException'],
  ['ExpiredToken', 'ExpiredTokenException'],
]);

export function jsonError(error: AwsError, requestId: string): Response {
  const code = codes.get(error.code);
  return code === undefined
    ? plainError(error, requestId)
    : plainError(new AwsError(code, error.message, 400, {}, error.headers), requestId);
}

/** An error with its own code and status. */
export const plainError = ({ code, headers, message, status }: AwsError, requestId: string): Response => ({
  status,
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': code,
    ...headers,
  },
  body: JSON.stringify({ __type: code, message }),
});
