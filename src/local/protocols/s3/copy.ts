import { AwsError } from '../../failure';
import { decode } from '../../server/request';
import type { Response } from '../../server/response';
import { bucketOf } from './buckets';
import type { S3Call, S3Context } from './context';
import { authorizeKey } from './encryption';
import { objectOf } from './get';
import type { S3Object } from './objects';
import { authorizePut, checkKey, commit, objectArn, objectHeaders, tagsOfHeader } from './put';
import { writeBody } from './receive';
import { s3Timestamp, s3Xml } from './render';

/** PUT with `x-amz-copy-source`. */
export async function copyObject(context: S3Context, call: S3Call): Promise<Response> {
  const source = sourceOf(context, call);
  authorizePut(context, call);
  bucketOf(context, call);
  checkKey(call.key);
  const { headers } = call.request;
  const replace = headers['x-amz-metadata-directive']?.toUpperCase() === 'REPLACE';
  const retag = headers['x-amz-tagging-directive']?.toUpperCase() === 'REPLACE';
  if (!replace && source.bucket === call.bucket && source.key === call.key)
    throw new AwsError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    );
  const handle = await context.objectFiles.open(source.file);
  const written = await writeBody(handle.createReadStream(), context.objectFiles, {
    algorithm: undefined,
    owner: call.request.instance,
  });
  const answer = await commit(
    context,
    call,
    { ...written, checksums: source.checksums },
    {
      headers: replace ? objectHeaders(headers) : source.headers,
      tags: retag ? tagsOfHeader(headers['x-amz-tagging']) : source.tags,
    },
  );
  return s3Xml('CopyObjectResult', {
    LastModified: s3Timestamp(context.clock.now()),
    ETag: answer.headers['etag'],
  });
}

function sourceOf(context: S3Context, call: S3Call): S3Object {
  const [, bucket = '', key = ''] =
    /^\/?([^/]+)\/(.+?)(?:\?versionId=.*)?$/s.exec(call.request.headers['x-amz-copy-source'] ?? '') ?? [];
  const from = { ...call, bucket: decode(bucket), key: decode(key) };
  context.authorize(call.verified, 's3:GetObject', objectArn(context, from));
  bucketOf(context, from);
  const source = objectOf(context, from);
  if (source.encryption !== undefined) authorizeKey(context, from, source.encryption, 'kms:Decrypt');
  return source;
}
