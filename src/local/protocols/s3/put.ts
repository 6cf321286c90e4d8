import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import { bucketOf } from './buckets';
import { checkWrite } from './conditions';
import type { S3Call, S3Context } from './context';
import { authorizeKey, encryptionHeaders, encryptionOf } from './encryption';
import type { S3Object } from './objects';
import { type Received, receiveBody } from './receive';
import { empty } from './render';

/** Longest key, in bytes of UTF-8. */
const maxKey = 1024;

/** Headers that S3 stores with an object and returns. */
const keptHeaders = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];

export const objectArn = ({ arns }: S3Context, call: Pick<S3Call, 'bucket' | 'key'>): string =>
  arns.s3(`${call.bucket}/${call.key}`);

/** Whether the caller is allowed to put this object, with its tags if it has any. @throws AwsError AccessDenied */
export function authorizePut(context: S3Context, call: S3Call): void {
  const tags = tagsOfHeader(call.request.headers['x-amz-tagging']);
  context.authorize(call.verified, 's3:PutObject', objectArn(context, call));
  if (Object.keys(tags).length > 0)
    context.authorize(call.verified, 's3:PutObjectTagging', objectArn(context, call));
  authorizeKey(
    context,
    call,
    encryptionOf(context, call.bucket, call.request.headers),
    'kms:GenerateDataKey',
  );
}

export async function putObject(context: S3Context, call: S3Call): Promise<Response> {
  authorizePut(context, call);
  bucketOf(context, call);
  checkKey(call.key);
  const { headers } = call.request;
  checkWrite(headers, context.index.get(call.bucket, call.key));
  const received = await receiveBody(call.request, call.verified, context.objectFiles);
  return commit(context, call, received, {
    headers: objectHeaders(headers),
    tags: tagsOfHeader(headers['x-amz-tagging']),
  });
}

/** Stores a received body as an object; conditions are checked in the same step. */
export async function commit(
  context: S3Context,
  call: Pick<S3Call, 'bucket' | 'key' | 'request'>,
  received: Received,
  about: Pick<S3Object, 'encryption' | 'headers' | 'tags'> & {
    readonly parts?: number;
    readonly etag?: string;
  },
): Promise<Response> {
  try {
    checkWrite(call.request.headers, context.index.get(call.bucket, call.key));
  } catch (error) {
    await context.objectFiles.remove(received.file);
    throw error;
  }
  const encryption = about.encryption ?? encryptionOf(context, call.bucket, call.request.headers);
  const object: S3Object = {
    bucket: call.bucket,
    key: call.key,
    file: received.file,
    size: received.size,
    etag: about.etag ?? received.md5,
    modifiedAt: context.clock.now(),
    headers: about.headers,
    checksums: received.checksums,
    tags: about.tags,
    encryption,
    ...(about.parts === undefined ? {} : { parts: about.parts }),
  };
  const old = context.index.put(object);
  if (old !== undefined) await context.objectFiles.remove(old.file);
  return empty(200, {
    etag: `"${object.etag}"`,
    ...checksumHeaders(object),
    ...encryptionHeaders(encryption),
  });
}

/** @throws AwsError KeyTooLongError */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > maxKey) throw new AwsError('KeyTooLongError', 'Your key is too long');
}

export function objectHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (keptHeaders.includes(name) || name.startsWith('x-amz-meta-')) kept[name] = value;
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  if (encoding.length > 0) kept['content-encoding'] = encoding.join(',');
  return kept;
}

export const tagsOfHeader = (header: string | undefined): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(header ?? ''));

export const checksumHeaders = (object: S3Object): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(object.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]),
  ),
  ...(Object.keys(object.checksums).length === 0
    ? {}
    : { 'x-amz-checksum-type': object.parts === undefined ? 'FULL_OBJECT' : 'COMPOSITE' }),
});
