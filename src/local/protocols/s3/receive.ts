import { createHash } from 'node:crypto';
import { AwsError } from '../../failure';
import type { Request } from '../../server/request';
import { decodeChunks } from '../../signing/chunks';
import type { Verified } from '../../signing/verify';
import { type Algorithm, algorithmNamed, algorithms, startChecksum } from './checksum';
import type { ObjectFiles } from './object-files';
import type { Checksums } from './objects';

/** Largest object in one PUT (docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html). */
const maxPut = 5 * 1024 ** 3;

/** A body that was received and verified, but isn't an object yet. */
export interface Received {
  readonly file: string;
  readonly size: number;
  /** MD5 in hex. */
  readonly md5: string;
  readonly checksums: Checksums;
}

/**
 * Writes a request's body to a new file. Decodes `aws-chunked` and verifies every digest in the request.
 * @throws AwsError BadDigest, XAmzContentSHA256Mismatch, IncompleteBody, EntityTooLarge; the file is deleted then
 */
export async function receiveBody(
  request: Request,
  verified: Verified,
  objectFiles: ObjectFiles,
): Promise<Received> {
  const trailers = new Map<string, string>();
  const streaming = verified.payload.startsWith('STREAMING-');
  // A client that is refused during the upload should still receive the error, so the connection stays open.
  const body: AsyncIterable<Uint8Array> = request.body.iterator({ destroyOnReturn: false });
  const source = streaming ? decodeChunks(body, verified, trailers) : body;
  const received = await writeBody(source, objectFiles, {
    algorithm: algorithmOf(request),
    owner: request.instance,
  });
  try {
    checkDigests(request, verified, trailers, received);
    return received;
  } catch (error) {
    await objectFiles.remove(received.file);
    throw error;
  }
}

interface Written extends Received {
  readonly sha256: string;
  /** MD5 in base64, as in Content-MD5. */
  readonly md5Base64: string;
}

/** Writes pieces to a new file, which is deleted if the source fails. @throws AwsError EntityTooLarge, QuotaExceeded */
export async function writeBody(
  source: AsyncIterable<Uint8Array>,
  objectFiles: ObjectFiles,
  about: {
    readonly algorithm: Algorithm | undefined;
    /** The instance whose quota it counts for. */
    readonly owner: string | undefined;
  },
): Promise<Written> {
  const { algorithm } = about;
  const file = await objectFiles.create(about.owner);
  const { name } = file;
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  const checksum = algorithm === undefined ? undefined : startChecksum(algorithm);
  let size = 0;
  try {
    for await (const piece of source) {
      size += piece.length;
      if (size > maxPut)
        throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.');
      md5.update(piece);
      sha256.update(piece);
      checksum?.update(piece);
      await file.write(piece);
    }
    await file.close();
  } catch (error) {
    await file.close();
    await objectFiles.remove(name);
    throw error;
  }
  const digest = md5.digest();
  return {
    file: name,
    size,
    md5: digest.toString('hex'),
    md5Base64: digest.toString('base64'),
    sha256: sha256.digest('hex'),
    checksums: algorithm === undefined || checksum === undefined ? {} : { [algorithm]: checksum.digest() },
  };
}

/** The checksum that the client sends or announces. */
function algorithmOf(request: Request): Algorithm | undefined {
  const trailer = /x-amz-checksum-(\w+)/.exec(request.headers['x-amz-trailer'] ?? '')?.[1];
  const header = algorithms.find((name) => request.headers[`x-amz-checksum-${name}`] !== undefined);
  return header ?? (trailer === undefined ? undefined : algorithmNamed(trailer));
}

function checkDigests(
  request: Request,
  verified: Verified,
  trailers: ReadonlyMap<string, string>,
  written: Written,
): void {
  const declared = request.headers['x-amz-decoded-content-length'];
  if (declared !== undefined && Number(declared) !== written.size)
    throw new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  if (/^[0-9a-f]{64}$/.test(verified.payload) && verified.payload !== written.sha256)
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  const md5 = request.headers['content-md5'];
  if (md5 !== undefined && md5 !== written.md5Base64)
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  for (const [algorithm, value] of Object.entries(written.checksums)) {
    const name = `x-amz-checksum-${algorithm}`;
    const given = trailers.get(name) ?? request.headers[name];
    if (given !== undefined && given !== value)
      throw new AwsError(
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
  }
}
