import type { Table } from '../../state/ledger';
import type { Encryption } from './encryption';
import type { Checksums } from './objects';

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly startedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Missing in uploads of earlier versions. */
  readonly encryption?: Encryption;
  readonly tags: Readonly<Record<string, string>>;
  readonly algorithm?: string;
}

export interface Part {
  readonly uploadId: string;
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly md5: string;
  readonly checksums: Checksums;
  readonly modifiedAt: number;
}

export interface Uploads {
  readonly uploads: Table<Upload>;
  readonly parts: Table<Part>;
}
