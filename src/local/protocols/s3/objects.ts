import type { Ledger, Table } from '../../state/ledger';
import type { Encryption } from './encryption';
import { compareKeys, firstWhere } from './key-order';

export interface S3Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  /** Subresources as they were set (`encryption`, `policy`, `tagging`, …), verbatim. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Checksum values in base64, by algorithm in lower case: `crc32`, `sha256`, … */
export type Checksums = Readonly<Record<string, string>>;

export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  /** Name of the file with its content. */
  readonly file: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedAt: number;
  /** Content-type, cache-control, and so on, and `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Checksums;
  readonly tags: Readonly<Record<string, string>>;
  /** Missing: with S3 managed keys. */
  readonly encryption?: Encryption;
  /** The number of parts of a multipart upload. */
  readonly parts?: number;
}

/** Buckets and the index of their objects. The content is in files: see ObjectFiles. */
export class ObjectIndex {
  readonly buckets: Table<S3Bucket>;
  private readonly rows: Table<S3Object>;
  private readonly sorted = new Map<string, string[]>();

  constructor(ledger: Ledger) {
    this.buckets = ledger.table('buckets');
    this.rows = ledger.table('objects');
    for (const row of this.rows.values()) this.keysOf(row.bucket).push(row.key);
    for (const keys of this.sorted.values()) keys.sort(compareKeys);
  }

  get(bucket: string, key: string): S3Object | undefined {
    return this.rows.get(`${bucket}/${key}`);
  }

  /** Puts an object; returns the one that it replaces. */
  put(object: S3Object): S3Object | undefined {
    const old = this.get(object.bucket, object.key);
    this.rows.set(`${object.bucket}/${object.key}`, object);
    if (old === undefined) {
      const keys = this.keysOf(object.bucket);
      keys.splice(
        firstWhere(keys, (key) => compareKeys(key, object.key) >= 0),
        0,
        object.key,
      );
    }
    return old;
  }

  delete(bucket: string, key: string): S3Object | undefined {
    const old = this.get(bucket, key);
    if (old === undefined) return undefined;
    this.rows.delete(`${bucket}/${key}`);
    const keys = this.keysOf(bucket);
    keys.splice(
      firstWhere(keys, (found) => compareKeys(found, key) >= 0),
      1,
    );
    return old;
  }

  /** Keys of a bucket, in S3's order. */
  keys(bucket: string): readonly string[] {
    return this.keysOf(bucket);
  }

  all(): IterableIterator<S3Object> {
    return this.rows.values();
  }

  private keysOf(bucket: string): string[] {
    const known = this.sorted.get(bucket);
    if (known !== undefined) return known;
    const fresh: string[] = [];
    this.sorted.set(bucket, fresh);
    return fresh;
  }
}
