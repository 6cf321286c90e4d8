import { AwsError } from '../failure';
import { sha256Hex } from './sha256';
import { sameSignature } from './signature';
import type { Verified } from './verify';

const emptyHash = sha256Hex('');
const malformed = () => new AwsError('IncompleteBody', 'The request body is not valid aws-chunked encoding.');

/** Longest chunk a client may sign at once. */
const maxChunk = 64 * 1024 * 1024;

/**
 * Decodes an `aws-chunked` body; checks chunk signatures where the payload is signed. Trailing headers are put into
 * `trailers` before the last chunk is yielded (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
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
    if (length > maxChunk) throw malformed();
    const data = await reader.bytes(length);
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
        sha256Hex(data),
      ];
      await check(signature.ofText(text.join('\n')), given);
      previous = given;
    }
    if (length === 0) break;
    if ((await reader.line()) !== '') throw malformed();
    yield data;
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

/** Reads lines and runs of bytes from a stream of pieces. */
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

  async bytes(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.held.length === 0 && !(await this.more())) throw malformed();
      const part = this.held.subarray(0, missing);
      this.held = this.held.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  private async more(): Promise<boolean> {
    const next = await this.source.next();
    if (next.done === true) return false;
    this.held = this.held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.held, next.value]);
    return true;
  }
}
