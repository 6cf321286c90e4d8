import type { FilePattern } from './file-pattern';

/** A file next to the sweep file. */
export interface NearbyFile {
  /** From next to the sweep file, with slashes: `conf/base.yaml`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Why something that a pattern names cannot travel: it is a link that leads out of the folder, nowhere, or in a circle; … */
export type Obstacle = 'outside' | 'nowhere' | 'circle' | 'special' | 'unreadable';

/** What an entry of `files` names and does not bring along. */
export interface LeftBehind {
  /** Files that `.gitignore` keeps back, without caches. */
  readonly ignored: number;
  /** The first few of these. */
  readonly examples: readonly string[];
  /** Files and folders that any tool makes again, such as `__pycache__`, and that `.gitignore` keeps back. */
  readonly caches: number;
  readonly obstacles: readonly { readonly path: string; readonly obstacle: Obstacle }[];
}

/** What an entry of `files` names. */
export interface FoundFiles {
  readonly files: readonly NearbyFile[];
  readonly left: LeftBehind;
  /** Too many to send: the rest wasn't checked. */
  readonly tooMany?: true;
}

/** Longest file that is read as text: a script, or a row for each of 10,000 runs. Bytes. */
export const longestText = 16 * 1024 * 1024;

/** Text of a file; or why it is not read: it is a link that leads out of the folder, no file but a pipe, a device …, or longer than any text. */
export type NearbyText = string | { readonly unread: 'outside' | 'special' | 'too-large' };

/**
 * What is next to the sweep file, for `user_data: {file: …}`, `params: {file: …}` and `files`. Reading is synchronous:
 * a face asks `needsOf` first, reads these files, and hands them over here.
 */
export interface Surroundings {
  /** Text of a file next to the sweep file. Undefined where there is none. */
  readText(path: string): NearbyText | undefined;
  /** What an entry of `files` names; undefined if it wasn't looked up, so nothing is reported. */
  findFiles?(pattern: FilePattern): FoundFiles | undefined;
  /** False where `files` cannot be packed: there is no folder on a disk. */
  readonly packsFiles?: boolean;
}

/** What a sweep file names next to itself. */
export interface Needs {
  /** Paths to read as text. */
  readonly texts: readonly string[];
  /** Entries of `files`. */
  readonly patterns: readonly FilePattern[];
}
