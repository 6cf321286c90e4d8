import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

/** A checksum that is computed while bytes arrive. */
interface Running {
  update(bytes: Uint8Array): void;
  /** In base64. */
  digest(): string;
}

/** The checksums of S3 that Node itself computes. */
const algorithms: Readonly<Record<string, () => Running>> = {
  'x-amz-checksum-crc32': runningCrc32,
  'x-amz-checksum-sha1': () => runningHash('sha1'),
  'x-amz-checksum-sha256': () => runningHash('sha256'),
};

/**
 * The bytes of an answer, verified against the full-object checksum if S3 returns one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 * @throws Error after the last byte, if the checksum doesn't match
 */
export async function* checkedChunks(
  body: Readable,
  headers: Readonly<Record<string, string>>,
): AsyncIterable<Uint8Array> {
  const name = Object.keys(algorithms).find((header) => isOfWhole(headers[header]));
  const running = name === undefined ? undefined : algorithms[name]?.();
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    running?.update(chunk);
    yield chunk;
  }
  const [expected, found] = [headers[name ?? ''], running?.digest()];
  if (expected !== found) throw new Error(`Checksum mismatch: ${name} is ${expected}, and ${found} arrived.`);
}

/** A checksum that ends with a dash and the number of parts is computed from the checksums of the parts. */
const isOfWhole = (value: string | undefined): boolean => value !== undefined && !value.includes('-');

function runningCrc32(): Running {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
}

function runningHash(algorithm: 'sha1' | 'sha256'): Running {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') };
}
