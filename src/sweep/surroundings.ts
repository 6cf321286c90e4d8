/** A file beside the sweep file. */
export interface NearbyFile {
  /** From beside the sweep file, with slashes: `conf/base.yaml`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * What lies beside the sweep file, for `user_data: {file: …}`, `params: {file: …}` and `files`. Reading is synchronous:
 * a face asks `needsOf` first, reads these files, and hands them over here.
 */
export interface Surroundings {
  /** Text of a file beside the sweep file. Undefined where there is none. */
  readText(path: string): string | undefined;
  /** Files that a path or glob of `files` names, `.gitignore` respected. Left out: not looked up, nothing is said about them. */
  findFiles?(pattern: string): readonly NearbyFile[];
  /** False where `files` cannot be packed: there is no folder on a disk. */
  readonly packsFiles?: boolean;
}

/** What a sweep file names beside itself. */
export interface Needs {
  /** Paths to read as text. */
  readonly texts: readonly string[];
  /** Paths and globs of `files`. */
  readonly patterns: readonly string[];
}
