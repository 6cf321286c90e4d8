import { type FilePattern, patternText } from '../sweep/file-pattern';
/** Where the instances of a sweep write their log, results and status. */
export interface RecordTarget {
  readonly bucket: string;
  readonly region: string;
  /** Address of the bucket without a slash at its end: `https://bucket.s3.us-east-1.amazonaws.com`. */
  readonly bucketUrl: string;
  /** How an instance may write: by its instance profile, or by a presigned POST form. */
  readonly write:
    | { readonly by: 'role' }
    | { readonly by: 'post'; readonly fields: Readonly<Record<string, string>> };
  /**
   * True where whoever launches first writes what `tableObjectOf` returns, so that a run may be larger than user data.
   * The instance reads it by its role.
   */
  readonly tables?: boolean;
  /** The packed `files` of the sweep's runs, by `filesKeyOf` their settings. */
  readonly files?: Readonly<Record<string, FilesPack>>;
}

/** A tar.gz at `sweeps/<sweep-id>/files/<sha256>.tar.gz` that an instance unpacks before its script starts. */
export interface FilesPack {
  /** Of the packed bytes, in hex. */
  readonly sha256: string;
  /** Presigned GET address, for instances without a role. */
  readonly url?: string;
}

/** Under which key of `RecordTarget.files` the pack of these `files` stands. */
export const filesKeyOf = (files: readonly FilePattern[]): string => files.map(patternText).join('\n');
