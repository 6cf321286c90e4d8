import { XMLValidator } from 'fast-xml-parser';
import { AwsError } from '../../failure';
import { readBody } from '../../server/request';
import type { Response } from '../../server/response';
import { accountId } from '../../state/credentials';
import { checkBucketPolicy } from '../iam/document';
import type { S3Call, S3Context } from './context';
import { methodNotAllowed } from './method-not-allowed';
import type { S3Bucket } from './objects';
import { empty, s3Timestamp, s3Xml } from './render';
import { isSubResource, missingError, type SubResourceName, subPermission } from './sub-resources';

const bodyLimit = 1024 * 1024;

export const subResourceOf = (call: S3Call): SubResourceName | undefined =>
  call.request.query.map(([name]) => name).find(isSubResource);

/** @throws AwsError NoSuchBucket */
export function bucketOf(context: S3Context, call: S3Call): S3Bucket {
  const bucket = context.index.buckets.get(call.bucket);
  if (bucket === undefined)
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, {
      BucketName: call.bucket,
    });
  return bucket;
}

export function listBuckets(context: S3Context, call: S3Call): Response {
  context.authorize(call.verified, 's3:ListAllMyBuckets', '*');
  return s3Xml('ListAllMyBucketsResult', {
    Owner: { ID: accountId, DisplayName: 'local' },
    Buckets: {
      Bucket: [...context.index.buckets.values()]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((bucket) => ({
          Name: bucket.name,
          CreationDate: s3Timestamp(bucket.createdAt),
          BucketRegion: bucket.region,
        })),
    },
  });
}

export async function createBucket(context: S3Context, call: S3Call): Promise<Response> {
  const body = (await readBody(call.request, bodyLimit)).toString();
  context.authorize(call.verified, 's3:CreateBucket', arnOf(context, call));
  checkName(call.bucket);
  const constraint = /<LocationConstraint[^>]*>([^<]*)</.exec(body)?.[1]?.trim();
  const region = constraint === undefined || constraint === '' ? 'us-east-1' : constraint;
  if (region !== call.verified.claim.region)
    throw new AwsError(
      'IllegalLocationConstraintException',
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  const existing = context.index.buckets.get(call.bucket);
  // S3 answers a repeated request of the owner with 200 in us-east-1, and with 409 elsewhere.
  if (existing !== undefined && existing.region !== 'us-east-1')
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName: call.bucket },
    );
  if (existing === undefined)
    context.index.buckets.set(call.bucket, {
      name: call.bucket,
      region,
      createdAt: context.clock.now(),
      settings: {},
    });
  return empty(200, { location: `/${call.bucket}` });
}

export function headBucket(context: S3Context, call: S3Call): Response {
  context.authorize(call.verified, 's3:ListBucket', arnOf(context, call));
  return empty(200, { 'x-amz-bucket-region': bucketOf(context, call).region });
}

export function deleteBucket(context: S3Context, call: S3Call): Response {
  context.authorize(call.verified, 's3:DeleteBucket', arnOf(context, call));
  bucketOf(context, call);
  if (context.index.keys(call.bucket).length > 0)
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
      BucketName: call.bucket,
    });
  context.index.buckets.delete(call.bucket);
  return empty(204);
}

export function bucketLocation(context: S3Context, call: S3Call): Response {
  context.authorize(call.verified, 's3:GetBucketLocation', arnOf(context, call));
  const { region } = bucketOf(context, call);
  return s3Xml('LocationConstraint', region === 'us-east-1' ? {} : { '#text': region });
}

export async function bucketSetting(
  context: S3Context,
  call: S3Call,
  name: SubResourceName,
): Promise<Response> {
  const bucket = bucketOf(context, call);
  const missing = missingError(name);
  switch (call.request.method) {
    case 'GET': {
      context.authorize(call.verified, subPermission('Get', name), arnOf(context, call));
      const value = bucket.settings[name];
      if (value === undefined && missing === undefined) return s3Xml('VersioningConfiguration', {});
      if (value === undefined)
        throw new AwsError(missing ?? 'NotFound', `The ${name} configuration does not exist`, 404, {
          BucketName: call.bucket,
        });
      return {
        status: 200,
        headers: { 'content-type': name === 'policy' ? 'application/json' : 'application/xml' },
        body: value,
      };
    }
    case 'PUT': {
      const body = (await readBody(call.request, bodyLimit)).toString();
      context.authorize(call.verified, subPermission('Put', name), arnOf(context, call));
      checkSetting(name, body, arnOf(context, call));
      context.index.buckets.set(call.bucket, { ...bucket, settings: { ...bucket.settings, [name]: body } });
      return empty(name === 'policy' || name === 'tagging' ? 204 : 200);
    }
    case 'DELETE': {
      context.authorize(call.verified, subPermission('Delete', name), arnOf(context, call));
      const { [name]: _gone, ...rest } = bucket.settings;
      context.index.buckets.set(call.bucket, { ...bucket, settings: rest });
      return empty(204);
    }
    default:
      throw methodNotAllowed();
  }
}

function checkSetting(name: SubResourceName, body: string, arn: string): void {
  if (name !== 'policy') {
    if (XMLValidator.validate(body) !== true)
      throw new AwsError(
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema',
      );
    return;
  }
  if (!body.startsWith('{'))
    throw new AwsError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
  checkBucketPolicy(body, arn);
}

const arnOf = ({ arns }: S3Context, call: S3Call): string => arns.s3(call.bucket);

/** docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. @throws AwsError InvalidBucketName */
function checkName(name: string): void {
  const ok =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !name.startsWith('xn--');
  if (!ok)
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
}
