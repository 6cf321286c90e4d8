import type { FilePattern } from './file-pattern';

/** A nearby file of the sweep file. */
export interface NearbyFile {
  /** Relative to the sweep file, with slashes: `conf/base.yaml`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Why a file that matches a pattern can't be uploaded: it is a link that leads out of the folder, to nothing, or in a circle; and so on */
export type Obstacle = 'outside' | 'nowhere' | 'circle' | 'special' | 'unreadable';

/** The files that match an entry of `files` but aren't included. */
export interface LeftBehind {
  /** Files that `.gitignore` excludes, without caches. */
  readonly ignored: number;
  /** The first few of these. */
  readonly examples: readonly string[];
  /** Files and folders that a tool creates again, such as `__pycache__`, and that `.gitignore` excludes. */
  readonly caches: number;
  readonly obstacles: readonly { readonly path: string; readonly obstacle: Obstacle }[];
}

/** The files of an entry of `files`. */
export interface FoundFiles {
  readonly files: readonly NearbyFile[];
  readonly left: LeftBehind;
  /** Too many to send: the rest wasn't checked. */
  readonly tooMany?: true;
}

/** Maximum size of a file that is read as text: a script, or a row for each of 10,000 runs. Bytes. */
export const longestText = 16 * 1024 * 1024;

/**
 * Text of a file, or why it isn't read: it is a link that leads out of the folder, a pipe, a device, or larger than any
 * text, for example.
 */
export type NearbyText = string | { readonly unread: 'outside' | 'special' | 'too-large' };

/**
 * Files next to the sweep file, for `user_data: {file: …}`, `params: {file: …}`, and `files`. Reading is synchronous:
 * callers get the list from `needsOf` first, read these files, and pass them here.
 */
export interface Surroundings {
  /** Text of a nearby file. Undefined if it doesn't exist. */
  readText(path: string): NearbyText | undefined;
  /** The files of an entry of `files`; undefined if they weren't searched, so nothing is reported. */
  findFiles?(pattern: FilePattern): FoundFiles | undefined;
  /** False if `files` can't be packed: there is no folder on a disk. */
  readonly packsFiles?: boolean;
}

/** The nearby files that a sweep file names. */
export interface Needs {
  /** Paths to read as text. */
  readonly texts: readonly string[];
  /** Entries of `files`. */
  readonly patterns: readonly FilePattern[];
}
