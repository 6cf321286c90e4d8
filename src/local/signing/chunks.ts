import { createHash } from 'node:crypto';
import { AwsError } from '../failure';
import { sha256Hex } from './sha256';
import { sameSignature } from './signature';
import type { Verified } from './verify';

const emptyHash = sha256Hex('');
const malformed = () => new AwsError('IncompleteBody', 'The request body is not valid aws-chunked encoding.');

/** Maximum number of trailing headers; clients send one or two. */
const mostTrailers = 32;

/**
 * Decodes an `aws-chunked` body; verifies chunk signatures if the payload is signed. Bytes are passed on as they
 * arrive, and aren't verified before the end: the signature of a chunk can only be checked after its last byte.
 * Trailing headers are added to `trailers` before the stream ends
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
 * @throws AwsError IncompleteBody or SignatureDoesNotMatch
 */
export async function* decodeChunks(
  body: AsyncIterable<Uint8Array>,
  { payload, claim, signature }: Pick<Verified, 'payload' | 'claim' | 'signature'>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const signed = payload.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  const reader = new Reader(body);
  let previous = claim.signature;
  for (;;) {
    const [size = '', ...extensions] = (await reader.line()).split(';');
    if (!/^[0-9a-fA-F]{1,8}$/.test(size)) throw malformed();
    const length = Number.parseInt(size, 16);
    const hash = createHash('sha256');
    for await (const piece of reader.pieces(length)) {
      if (signed) hash.update(piece);
      yield piece;
    }
    if (signed) {
      const given =
        extensions
          .find((part) => part.trim().startsWith('chunk-signature='))
          ?.trim()
          .slice(16) ?? '';
      const text = [
        'AWS4-HMAC-SHA256-PAYLOAD',
        claim.date,
        signature.scope,
        previous,
        emptyHash,
        hash.digest('hex'),
      ];
      await check(signature.ofText(text.join('\n')), given);
      previous = given;
    }
    if (length === 0) break;
    if ((await reader.line()) !== '') throw malformed();
  }
  await readTrailers(reader, trailers);
  if (!payload.endsWith('-TRAILER') || !signed) return;
  const given = trailers.get('x-amz-trailer-signature') ?? '';
  trailers.delete('x-amz-trailer-signature');
  const text = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
  await check(
    signature.ofText(
      ['AWS4-HMAC-SHA256-TRAILER', claim.date, signature.scope, previous, sha256Hex(text)].join('\n'),
    ),
    given,
  );
}

async function readTrailers(reader: Reader, trailers: Map<string, string>): Promise<void> {
  for (;;) {
    const line = await reader.line();
    if (line === '') return;
    if (trailers.size >= mostTrailers) throw malformed();
    const mark = line.indexOf(':');
    if (mark < 0) throw malformed();
    trailers.set(line.slice(0, mark).trim().toLowerCase(), line.slice(mark + 1).trim());
  }
}

async function check(expected: Promise<string>, given: string): Promise<void> {
  if (!sameSignature(await expected, given))
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The signature of a chunk does not match the signature you provided.',
      403,
    );
}

/** Reads lines and blocks of bytes from a stream. */
class Reader {
  private readonly source: AsyncIterator<Uint8Array>;
  private held = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.source = body[Symbol.asyncIterator]();
  }

  /** Up to the next CR LF; an empty line at the end of the stream. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.held.indexOf('\r\n');
      if (end >= 0) {
        const line = this.held.subarray(0, end).toString('latin1');
        this.held = this.held.subarray(end + 2);
        return line;
      }
      if (this.held.length > 8192) throw malformed();
      if (!(await this.more())) {
        if (this.held.length > 0) throw malformed();
        return '';
      }
    }
  }

  /** A block of this size, in the pieces in which it arrives. */
  async *pieces(length: number): AsyncGenerator<Buffer> {
    for (let missing = length; missing > 0; ) {
      if (this.held.length === 0 && !(await this.more())) throw malformed();
      const piece = this.held.subarray(0, missing);
      this.held = this.held.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  private async more(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done === true) return false;
    this.held = this.held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.held, next.value]);
    return true;
  }
}
