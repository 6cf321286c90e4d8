import { PassThrough, Readable } from 'node:stream';
import busboy from 'busboy';
import { AwsError } from '../../failure';
import type { Request } from '../../server/request';
import type { Response } from '../../server/response';
import { scopeOf } from '../../signing/claim';
import type { KeyRing } from '../../signing/principal';
import { Signature, sameSignature } from '../../signing/signature';
import { checkSession, keyOf, type Times, type Verified } from '../../signing/verify';
import { bucketOf } from './buckets';
import type { S3Context } from './context';
import { authorizeKey, encryptionOf } from './encryption';
import { checkPostPolicy } from './post-policy';
import { checkKey, commit, objectArn, objectHeaders } from './put';
import { writeBody } from './receive';

/** Maximum total size of form fields, as in S3. */
const maxFields = 20_480;

/**
 * A browser-based upload: a signed policy in the form restricts what can be uploaded
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html).
 * @throws AwsError
 */
export async function postObject(
  context: S3Context,
  request: Request,
  bucket: string,
  keys: KeyRing,
  times: Times,
): Promise<Response> {
  const form = await readForm(request);
  try {
    return await putForm(context, request, bucket, form, { keys, times });
  } catch (error) {
    // A client that is refused during the upload should still receive the error, so the rest of the body is read and
    // discarded.
    request.body.unpipe();
    throw error;
  }
}

async function putForm(
  context: S3Context,
  request: Request,
  bucket: string,
  form: Form,
  { keys, times }: { readonly keys: KeyRing; readonly times: Times },
): Promise<Response> {
  const fields = form.fields;
  const verified = await verifyForm(request, fields, keys, times);
  const file = await form.file;
  const key = need(fields, 'key').replace(/\$\{filename\}/g, () => file.name);
  const headers = Object.fromEntries(fields);
  context.authorize(verified, 's3:PutObject', objectArn(context, { bucket, key }));
  authorizeKey(context, { bucket, verified }, encryptionOf(context, bucket, headers), 'kms:GenerateDataKey');
  bucketOf(context, { request, verified, bucket, key, requestId: '' });
  checkKey(key);
  const limits = checkPostPolicy(
    need(fields, 'policy'),
    new Map([...fields, ['bucket', bucket]]),
    times.wall,
  );
  const received = await writeBody(file.content, context.objectFiles, {
    algorithm: undefined,
    owner: request.instance,
  });
  if (received.size < limits.min || received.size > limits.max) {
    await context.objectFiles.remove(received.file);
    throw received.size > limits.max
      ? new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
      : new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  const answer = await commit(context, { bucket, key, request: { ...request, headers: {} } }, received, {
    headers: objectHeaders(headers),
    tags: {},
  });
  const wanted = Number(fields.get('success_action_status') ?? '204');
  return { ...answer, status: wanted === 200 || wanted === 201 ? wanted : 204 };
}

interface Form {
  readonly fields: ReadonlyMap<string, string>;
  /** The file part; S3 ignores all fields after it. */
  readonly file: Promise<{ readonly name: string; readonly content: AsyncIterable<Uint8Array> }>;
}

/** Reads the fields before the file, whose content is streamed. @throws AwsError MalformedPOSTRequest */
async function readForm(request: Request): Promise<Form> {
  const fields = new Map<string, string>();
  const malformed = () =>
    new AwsError(
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  let parser: busboy.Busboy;
  try {
    parser = busboy({ headers: request.headers, limits: { fieldSize: maxFields, fields: 100, files: 1 } });
  } catch {
    throw malformed();
  }
  const file = new Promise<{ name: string; content: AsyncIterable<Uint8Array> }>((resolve, reject) => {
    parser.on('field', (name, value, { valueTruncated }) => {
      // The content can also be text (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html, "file").
      if (name.toLowerCase() !== 'file') fields.set(name.toLowerCase(), value);
      else if (valueTruncated) reject(malformed());
      else resolve({ name: '', content: Readable.from([Buffer.from(value)]) });
    });
    parser.on('file', (_name, stream, info) => {
      // A PassThrough passes an error of the parser to the reader of the content.
      const content = stream.pipe(new PassThrough());
      parser.on('error', (error) => content.destroy(error instanceof Error ? error : malformed()));
      resolve({ name: info.filename ?? '', content });
    });
    parser.on('error', () => reject(malformed()));
    parser.on('close', () =>
      reject(new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.')),
    );
    request.body.on('error', () => reject(malformed()));
  });
  request.body.pipe(parser);
  const found = await file;
  return { fields, file: Promise.resolve(found) };
}

async function verifyForm(
  { plain }: Request,
  fields: ReadonlyMap<string, string>,
  keys: KeyRing,
  times: Times,
): Promise<Verified> {
  const scope = scopeOf(need(fields, 'x-amz-credential'));
  const date = need(fields, 'x-amz-date');
  const token = fields.get('x-amz-security-token');
  const claim = {
    by: 'query' as const,
    ...scope,
    date,
    signedHeaders: [],
    signature: need(fields, 'x-amz-signature'),
    ...(token === undefined ? {} : { sessionToken: token }),
  };
  const key = keyOf(claim, keys);
  checkSession(claim, key, times.cloud);
  const signature = new Signature(claim, key);
  if (!sameSignature(await signature.ofText(need(fields, 'policy')), claim.signature))
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  return {
    principal: key.principal,
    claim,
    secure: plain !== true,
    payload: 'UNSIGNED-PAYLOAD',
    signature,
  };
}

function need(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value === undefined)
    throw name === 'policy' || name.startsWith('x-amz-')
      ? new AwsError('AccessDenied', `The form has no field ${name}.`, 403)
      : new AwsError('InvalidArgument', `Bucket POST must contain a field named '${name}'.`);
  return value;
}
