import { type FilePattern, patternText } from '../sweep/file-pattern';
/** Where the instances of a sweep write their log, results and status. */
export interface RecordTarget {
  readonly bucket: string;
  readonly region: string;
  /** URL of the bucket without a trailing slash: `https://bucket.s3.us-east-1.amazonaws.com`. */
  readonly bucketUrl: string;
  /** Account that must own the bucket; otherwise, nothing is written. */
  readonly owner: string;
  /** The secret that `proofOf` hashes. */
  readonly secret: string;
  /** How instances get permission to write: from their role, or from presigned POST forms for their run. */
  readonly write: 'role' | 'post';
  /**
   * True if the object of `tableObjectOf` is written before the launch, so that a run can be larger than user data. The
   * instance reads it with its role.
   */
  readonly tables?: boolean;
  /** Archives of the sweep's `files`, by the `filesKeyOf` of their settings. */
  readonly files?: Readonly<Record<string, FilesPack>>;
}

/** A tar.gz at `sweeps/<sweep-id>/files/<sha256>.tar.gz` that an instance extracts before its script starts. */
export interface FilesPack {
  /** Of the archive, in hex. */
  readonly sha256: string;
}

/** The key of these `files` in `RecordTarget.files`. */
export const filesKeyOf = (files: readonly FilePattern[]): string => files.map(patternText).join('\n');

/** Access of the instances of one call to the record. It is created for each call, and expires as early as possible. */
export type WriteAccess = (RoleAccess | FormAccess) & {
  /** Presigned GET addresses of the checkpoints that earlier attempts left, by the index of the run. */
  readonly resumeUrls?: Readonly<Record<number, string>>;
};

interface RoleAccess {
  readonly by: 'role';
  /** Unique id of the role, `AROA…`: with the instance's own id IAM identifies the instance by it. */
  readonly roleId?: string;
  /** Where an instance requests it if it didn't receive it. */
  readonly stsUrl?: string;
}

interface FormAccess {
  readonly by: 'post';
  /** By the index of the run. */
  readonly forms: Readonly<Record<number, RunForms>>;
  /** Presigned GET addresses of the packed files, by `filesKeyOf`. */
  readonly fileUrls: Readonly<Record<string, string>>;
}

/** The forms of one attempt of a run: each allows writing below one prefix. */
export interface RunForms {
  readonly status: FormFields;
  readonly run: FormFields;
}

/** Fields that a form contains in addition to the key and the file. */
export type FormFields = Readonly<Record<string, string>>;
