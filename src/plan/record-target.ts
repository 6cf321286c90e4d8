import { type FilePattern, patternText } from '../sweep/file-pattern';
/** Where the instances of a sweep write their log, results and status. */
export interface RecordTarget {
  readonly bucket: string;
  readonly region: string;
  /** Address of the bucket without a slash at its end: `https://bucket.s3.us-east-1.amazonaws.com`. */
  readonly bucketUrl: string;
  /** Account that must own the bucket, or nothing is written. */
  readonly owner: string;
  /** What `proofOf` is made from. */
  readonly secret: string;
  /** How an instance may write: by its role, or by presigned POST forms for its run. */
  readonly write: 'role' | 'post';
  /**
   * True if the launch first writes what `tableObjectOf` returns, so that a run may be larger than user data.
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
}

/** Under which key of `RecordTarget.files` the pack of these `files` is. */
export const filesKeyOf = (files: readonly FilePattern[]): string => files.map(patternText).join('\n');

/** Access of the instances of one call to the record. It is created for each call, and expires as early as possible. */
export type WriteAccess =
  | {
      readonly by: 'role';
      /** Unique id of the role, `AROA…`: with the instance's own id it is what IAM calls the instance. */
      readonly roleId?: string;
      /** Where an instance requests it if it didn't receive it. */
      readonly stsUrl?: string;
    }
  | {
      readonly by: 'post';
      /** By the index of the run. */
      readonly forms: Readonly<Record<number, RunForms>>;
      /** Presigned GET addresses of the packed files, by `filesKeyOf`. */
      readonly fileUrls: Readonly<Record<string, string>>;
    };

/** The forms of one attempt of a run: each writes below one prefix. */
export interface RunForms {
  readonly status: FormFields;
  readonly run: FormFields;
}

/** What a form sends next to key and file. */
export type FormFields = Readonly<Record<string, string>>;
