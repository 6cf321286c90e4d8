import { AwsError } from '../../failure';
import { queryValue } from '../../server/request';
import type { Response } from '../../server/response';
import { bucketOf } from './buckets';
import { checkRead } from './conditions';
import type { S3Call, S3Context } from './context';
import { authorizeKey, encryptionHeaders } from './encryption';
import type { S3Object } from './objects';
import { checksumHeaders, objectArn } from './put';
import { empty } from './render';

/** Objects up to this size are read at once; larger ones in pieces of `pieceSize`. Bytes. */
const smallSize = 128 * 1024;
const pieceSize = 1024 * 1024;

/** GET and HEAD of an object. */
export async function getObject(context: S3Context, call: S3Call): Promise<Response> {
  const { request } = call;
  context.authorize(call.verified, 's3:GetObject', objectArn(context, call));
  bucketOf(context, call);
  const object = objectOf(context, call);
  if (object.encryption !== undefined) authorizeKey(context, call, object.encryption, 'kms:Decrypt');
  checkRead(request.headers, object);
  const range = rangeOf(request.headers['range'], object.size);
  const headers: Record<string, string> = {
    'content-type': 'binary/octet-stream',
    ...object.headers,
    ...overrides(call),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    'content-length': String(range === undefined ? object.size : range.end - range.start + 1),
    ...encryptionHeaders(object.encryption),
    ...(Object.keys(object.tags).length === 0
      ? {}
      : { 'x-amz-tagging-count': String(Object.keys(object.tags).length) }),
    ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` }),
    ...(request.headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined
      ? checksumHeaders(object)
      : {}),
  };
  const status = range === undefined ? 200 : 206;
  if (request.method === 'HEAD' || object.size === 0) return { status, headers };
  if (object.size <= smallSize) {
    const whole = context.objectFiles.read(object.file);
    return {
      status,
      headers,
      body: range === undefined ? whole : whole.subarray(range.start, range.end + 1),
    };
  }
  const handle = await context.objectFiles.open(object.file);
  return { status, headers, body: handle.createReadStream({ ...range, highWaterMark: pieceSize }) };
}

export async function deleteObject(context: S3Context, call: S3Call): Promise<Response> {
  const versioned = queryValue(call.request, 'versionId') !== undefined;
  const action = versioned ? 's3:DeleteObjectVersion' : 's3:DeleteObject';
  context.authorize(call.verified, action, objectArn(context, call));
  bucketOf(context, call);
  const gone = context.index.delete(call.bucket, call.key);
  if (gone !== undefined) await context.objectFiles.remove(gone.file);
  return empty(204);
}

/** @throws AwsError NoSuchKey; AccessDenied for callers that aren't allowed to list, as on S3 */
export function objectOf(context: S3Context, call: S3Call): S3Object {
  const object = context.index.get(call.bucket, call.key);
  if (object !== undefined) return object;
  context.authorize(call.verified, 's3:ListBucket', context.arns.s3(call.bucket));
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: call.key });
}

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** One range of bytes; undefined for the whole object. @throws AwsError InvalidRange */
function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size || start > end)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      ActualObjectSize: String(size),
    });
  return { start, end };
}

function overrides(call: S3Call): Record<string, string> {
  const names = [
    'content-type',
    'content-language',
    'expires',
    'cache-control',
    'content-disposition',
    'content-encoding',
  ];
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = queryValue(call.request, `response-${name}`);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
