import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A checksum that is updated with each piece of data. */
export interface RunningChecksum {
  update(data: Uint8Array): void;
  /** base64 of the big-endian value. */
  digest(): string;
}

/** Algorithms of S3's checksums, as at the end of their header names: `x-amz-checksum-crc32`. */
export const algorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type Algorithm = (typeof algorithms)[number];

export const algorithmNamed = (name: string): Algorithm | undefined =>
  algorithms.find((algorithm) => algorithm === name.toLowerCase());

export function startChecksum(algorithm: Algorithm): RunningChecksum {
  switch (algorithm) {
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return { update: (data) => void hash.update(data), digest: () => hash.digest('base64') };
    }
    case 'crc32': {
      let value = 0;
      return {
        update(data) {
          value = crc32(data, value);
        },
        digest: () => base64Of(BigInt(value), 4),
      };
    }
    case 'crc32c':
      return crc32c();
    case 'crc64nvme':
      return crc64nvme();
  }
}

function base64Of(value: bigint, bytes: 4 | 8): string {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 4) buffer.writeUInt32BE(Number(value));
  else buffer.writeBigUInt64BE(value);
  return buffer.toString('base64');
}

/** CRC-32 with Castagnoli's polynomial, which zlib does not have. */
function crc32c(): RunningChecksum {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value;
  });
  let value = 0xffffffff;
  return {
    update(data) {
      for (const byte of data) value = (table[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
    },
    digest: () => base64Of(BigInt((value ^ 0xffffffff) >>> 0), 4),
  };
}

/** CRC-64/NVME, in two 32-bit halves, since BigInt would be a hundred times slower. */
function crc64nvme(): RunningChecksum {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let [h, l] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1;
      l = ((l >>> 1) | (h << 31)) >>> 0;
      h >>>= 1;
      if (odd) {
        h = (h ^ 0x9a6c9329) >>> 0;
        l = (l ^ 0xac4bc9b5) >>> 0;
      }
    }
    high[byte] = h;
    low[byte] = l;
  }
  let h = 0xffffffff;
  let l = 0xffffffff;
  return {
    update(data) {
      for (const byte of data) {
        const index = (l ^ byte) & 255;
        const shifted = ((l >>> 8) | (h << 24)) >>> 0;
        l = (shifted ^ (low[index] ?? 0)) >>> 0;
        h = ((h >>> 8) ^ (high[index] ?? 0)) >>> 0;
      }
    },
    digest: () => base64Of((BigInt((h ^ 0xffffffff) >>> 0) << 32n) | BigInt((l ^ 0xffffffff) >>> 0), 8),
  };
}
