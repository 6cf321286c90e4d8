import { AwsError } from '../../failure';
import { awsHost } from '../../names/hosts';
import { decode, queryValue, type Request } from '../../server/request';
import type { Response } from '../../server/response';
import { accountId } from '../../state/credentials';
import {
  bucketLocation,
  bucketOf,
  bucketSetting,
  createBucket,
  deleteBucket,
  headBucket,
  listBuckets,
  subResourceOf,
} from './buckets';
import type { S3Call, S3Context } from './context';
import { copyObject } from './copy';
import { deleteObjects } from './delete-objects';
import { deleteObject, getObject } from './get';
import { listObjects } from './list';
import { listVersions } from './list-versions';
import { methodNotAllowed } from './method-not-allowed';
import { abortUpload, completeUpload, listParts, listUploads, startUpload, uploadPart } from './multipart';
import { objectTagging } from './object-tagging';
import { operationOf } from './operation';
import { putObject } from './put';

/**
 * Bucket and key of a request. The bucket is in the host name (virtual-hosted style) or at the start of the path; the
 * key is the rest of the path, unchanged.
 */
export function bucketAndKeyOf({ headers, rawPath }: Pick<Request, 'headers' | 'rawPath'>): {
  readonly bucket: string;
  readonly key: string;
} {
  const bucket = awsHost(headers['host'])?.bucket;
  if (bucket !== undefined) return { bucket, key: decode(rawPath.slice(1)) };
  const [, rawBucket = '', rawKey = ''] = /^\/([^/]*)\/?(.*)$/s.exec(rawPath) ?? [];
  return { bucket: decode(rawBucket), key: decode(rawKey) };
}

/** Answers one S3 request. @throws AwsError */
export async function answerS3(context: S3Context, call: S3Call): Promise<Response> {
  if (call.bucket === '') {
    if (call.request.method === 'GET') return listBuckets(context, call);
    throw methodNotAllowed();
  }
  checkOwner(call.request);
  if (operationOf(call.request, call) !== 'CreateBucket') checkRegion(context, call);
  return call.key === '' ? answerBucket(context, call) : answerObject(context, call);
}

/** Each region has its own endpoint. @throws AwsError PermanentRedirect, which contains the bucket's region in a header */
function checkRegion({ arns, index }: S3Context, { bucket: name, verified }: S3Call): void {
  const bucket = index.buckets.get(name);
  if (bucket === undefined || bucket.region === verified.claim.region) return;
  throw new AwsError(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    301,
    { Endpoint: `${name}.s3.${bucket.region}.${arns.partition.domain}`, Bucket: name },
    { 'x-amz-bucket-region': bucket.region },
  );
}

/** Every bucket here belongs to the account. @throws AwsError AccessDenied if the caller expects another owner */
function checkOwner(request: Request): void {
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const expected = request.headers[name] ?? queryValue(request, name);
    if (expected !== undefined && expected !== accountId)
      throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
}

async function answerBucket(context: S3Context, call: S3Call): Promise<Response> {
  const setting = subResourceOf(call);
  if (setting !== undefined) return bucketSetting(context, call, setting);
  switch (call.request.method) {
    case 'PUT':
      return createBucket(context, call);
    case 'HEAD':
      return headBucket(context, call);
    case 'DELETE':
      return deleteBucket(context, call);
    case 'GET':
      if (queryValue(call.request, 'uploads') !== undefined) return listUploads(context, call);
      if (queryValue(call.request, 'versions') !== undefined) return listVersions(context, call);
      if (queryValue(call.request, 'location') !== undefined) return bucketLocation(context, call);
      bucketOf(context, call);
      return listObjects(context, call);
    case 'POST':
      if (queryValue(call.request, 'delete') !== undefined) return deleteObjects(context, call);
      throw methodNotAllowed();
    default:
      throw methodNotAllowed();
  }
}

async function answerObject(context: S3Context, call: S3Call): Promise<Response> {
  const has = (name: string) => queryValue(call.request, name) !== undefined;
  if (has('tagging')) return objectTagging(context, call);
  if (has('uploadId') || has('uploads')) return answerUpload(context, call);
  switch (call.request.method) {
    case 'PUT':
      return call.request.headers['x-amz-copy-source'] === undefined
        ? putObject(context, call)
        : copyObject(context, call);
    case 'GET':
    case 'HEAD':
      return getObject(context, call);
    case 'DELETE':
      return deleteObject(context, call);
    default:
      throw methodNotAllowed();
  }
}

async function answerUpload(context: S3Context, call: S3Call): Promise<Response> {
  switch (operationOf(call.request, call)) {
    case 'CreateMultipartUpload':
      return startUpload(context, call);
    case 'UploadPart':
      return uploadPart(context, call);
    case 'CompleteMultipartUpload':
      return completeUpload(context, call);
    case 'AbortMultipartUpload':
      return abortUpload(context, call);
    case 'ListParts':
      return listParts(context, call);
    default:
      throw methodNotAllowed();
  }
}
