import { createHash, randomBytes } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { AwsError } from '../../failure';
import { queryValue, readBody } from '../../server/request';
import type { Response } from '../../server/response';
import { bucketOf } from './buckets';
import { algorithmNamed, startChecksum } from './checksum';
import type { S3Call, S3Context } from './context';
import { authorizeKey, encryptionOf } from './encryption';
import type { Checksums } from './objects';
import { authorizePut, checkKey, commit, objectArn, objectHeaders, tagsOfHeader } from './put';
import { receiveBody } from './receive';
import { empty, s3Timestamp, s3Xml } from './render';
import type { Part, Upload } from './uploads';

/** Minimum size of all parts except the last (docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const minPart = 5 * 1024 * 1024;
const maxParts = 10_000;

export function startUpload(context: S3Context, call: S3Call): Response {
  authorizePut(context, call);
  bucketOf(context, call);
  checkKey(call.key);
  const { headers } = call.request;
  const algorithm = headers['x-amz-checksum-algorithm'];
  const upload: Upload = {
    id: randomBytes(32).toString('base64url'),
    bucket: call.bucket,
    key: call.key,
    startedAt: context.clock.now(),
    headers: objectHeaders(headers),
    tags: tagsOfHeader(headers['x-amz-tagging']),
    encryption: encryptionOf(context, call.bucket, headers),
    ...(algorithm === undefined ? {} : { algorithm }),
  };
  context.uploads.uploads.set(upload.id, upload);
  const answer = s3Xml('InitiateMultipartUploadResult', {
    Bucket: call.bucket,
    Key: call.key,
    UploadId: upload.id,
  });
  return algorithm === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'x-amz-checksum-algorithm': algorithm } };
}

export async function uploadPart(context: S3Context, call: S3Call): Promise<Response> {
  context.authorize(call.verified, 's3:PutObject', objectArn(context, call));
  const upload = uploadOf(context, call);
  authorizeKey(context, call, upload.encryption ?? encryptionOf(context, call.bucket, {}), 'kms:Decrypt');
  const number = Number(queryValue(call.request, 'partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > maxParts)
    throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  const received = await receiveBody(call.request, call.verified, context.objectFiles);
  const old = context.uploads.parts.get(partKey(upload.id, number));
  context.uploads.parts.set(partKey(upload.id, number), {
    uploadId: upload.id,
    number,
    file: received.file,
    size: received.size,
    md5: received.md5,
    checksums: received.checksums,
    modifiedAt: context.clock.now(),
  });
  if (old !== undefined) await context.objectFiles.remove(old.file);
  const checksums = Object.entries(received.checksums).map(([name, value]): [string, string] => [
    `x-amz-checksum-${name}`,
    value,
  ]);
  return empty(200, { etag: `"${received.md5}"`, ...Object.fromEntries(checksums) });
}

export async function completeUpload(context: S3Context, call: S3Call): Promise<Response> {
  context.authorize(call.verified, 's3:PutObject', objectArn(context, call));
  const body = (await readBody(call.request, 4 * 1024 * 1024)).toString();
  const upload = uploadOf(context, call);
  const encryption = upload.encryption ?? encryptionOf(context, call.bucket, {});
  authorizeKey(context, call, encryption, 'kms:Decrypt');
  const chosen = chosenParts(context, upload, body);
  const file = await context.objectFiles.concatenate(
    chosen.map((part) => part.file),
    call.request.instance,
  );
  const answer = await commit(
    context,
    call,
    { file, size: chosen.reduce((sum, part) => sum + part.size, 0), md5: '', checksums: compositeOf(chosen) },
    {
      headers: upload.headers,
      tags: upload.tags,
      encryption,
      parts: chosen.length,
      etag: etagOf(chosen),
    },
  );
  await discard(context, upload);
  return {
    ...s3Xml('CompleteMultipartUploadResult', {
      Location: `/${call.bucket}/${call.key}`,
      Bucket: call.bucket,
      Key: call.key,
      ETag: answer.headers['etag'],
      ...Object.fromEntries(
        Object.entries(compositeOf(chosen)).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value]),
      ),
    }),
  };
}

export async function abortUpload(context: S3Context, call: S3Call): Promise<Response> {
  context.authorize(call.verified, 's3:AbortMultipartUpload', objectArn(context, call));
  await discard(context, uploadOf(context, call));
  return empty(204);
}

export function listParts(context: S3Context, call: S3Call): Response {
  context.authorize(call.verified, 's3:ListMultipartUploadParts', objectArn(context, call));
  const upload = uploadOf(context, call);
  const after = Number(queryValue(call.request, 'part-number-marker') ?? '0');
  const size = Math.min(1000, Number(queryValue(call.request, 'max-parts') ?? '1000'));
  const parts = partsOf(context, upload).filter((part) => part.number > after);
  const page = parts.slice(0, size);
  return s3Xml('ListPartsResult', {
    Bucket: call.bucket,
    Key: call.key,
    UploadId: upload.id,
    PartNumberMarker: after,
    MaxParts: size,
    IsTruncated: parts.length > page.length,
    ...(parts.length > page.length ? { NextPartNumberMarker: page.at(-1)?.number } : {}),
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: s3Timestamp(part.modifiedAt),
      ETag: `"${part.md5}"`,
      Size: part.size,
    })),
  });
}

export function listUploads(context: S3Context, call: S3Call): Response {
  context.authorize(call.verified, 's3:ListBucketMultipartUploads', context.arns.s3(call.bucket));
  bucketOf(context, call);
  const prefix = queryValue(call.request, 'prefix') ?? '';
  const found = [...context.uploads.uploads.values()].filter(
    (upload) => upload.bucket === call.bucket && upload.key.startsWith(prefix),
  );
  return s3Xml('ListMultipartUploadsResult', {
    Bucket: call.bucket,
    Prefix: prefix,
    MaxUploads: 1000,
    IsTruncated: false,
    Upload: found.map((upload) => ({
      Key: upload.key,
      UploadId: upload.id,
      Initiated: s3Timestamp(upload.startedAt),
    })),
  });
}

const partKey = (uploadId: string, number: number): string =>
  `${uploadId}/${String(number).padStart(5, '0')}`;

function uploadOf(context: S3Context, call: S3Call): Upload {
  const upload = context.uploads.uploads.get(queryValue(call.request, 'uploadId') ?? '');
  if (upload === undefined || upload.bucket !== call.bucket || upload.key !== call.key)
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
    );
  return upload;
}

const partsOf = (context: S3Context, upload: Upload): Part[] =>
  [...context.uploads.parts.values()]
    .filter((part) => part.uploadId === upload.id)
    .sort((a, b) => a.number - b.number);

/** The parts in the request, which must be in ascending order. @throws AwsError */
function chosenParts(context: S3Context, upload: Upload, body: string): Part[] {
  const named = readParts(body);
  const chosen = named.map(({ number, etag }) => {
    const part = context.uploads.parts.get(partKey(upload.id, number));
    if (part === undefined || part.md5 !== etag)
      throw new AwsError(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    return part;
  });
  if (chosen.some((part, index) => index > 0 && part.number <= (chosen[index - 1]?.number ?? 0)))
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  if (chosen.slice(0, -1).some((part) => part.size < minPart))
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  return chosen;
}

const parser = new XMLParser({ isArray: (name) => name === 'Part', parseTagValue: false });

function readParts(body: string): { readonly number: number; readonly etag: string }[] {
  const malformed = new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
  let parts: unknown;
  try {
    parts = parser.parse(body)?.CompleteMultipartUpload?.Part;
  } catch {
    throw malformed;
  }
  if (!Array.isArray(parts) || parts.length === 0) throw malformed;
  return parts.map((part) => ({
    number: Number(part?.PartNumber),
    etag: String(part?.ETag ?? '')
      .replaceAll('"', '')
      .replaceAll('&quot;', ''),
  }));
}

/** MD5 of the parts' MD5s, with the number of parts. */
function etagOf(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(part.md5, 'hex');
  return `${md5.digest('hex')}-${parts.length}`;
}

/** A checksum of the parts' checksums, if all parts have one of the same algorithm. */
function compositeOf(parts: readonly Part[]): Checksums {
  const name = Object.keys(parts[0]?.checksums ?? {})[0];
  const algorithm = name === undefined ? undefined : algorithmNamed(name);
  // S3 uses only whole-object checksums for CRC-64/NVME; those of parts can't be combined here.
  if (algorithm === undefined || algorithm === 'crc64nvme') return {};
  const running = startChecksum(algorithm);
  for (const part of parts) {
    const value = part.checksums[algorithm];
    if (value === undefined) return {};
    running.update(Buffer.from(value, 'base64'));
  }
  return { [algorithm]: `${running.digest()}-${parts.length}` };
}

async function discard(context: S3Context, upload: Upload): Promise<void> {
  context.uploads.uploads.delete(upload.id);
  for (const part of partsOf(context, upload)) {
    context.uploads.parts.delete(partKey(upload.id, part.number));
    await context.objectFiles.remove(part.file);
  }
}
