import { basename, dirname, extname } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../engine/failure';
import { findFiles } from '../engine/files/choose';
import { readNearbyFile } from '../engine/files/nearby-file';
import { readRegular } from '../engine/files/regular';
import { SweepDocument } from '../sweep/document';
import { patternText } from '../sweep/file-pattern';
import { needsOf } from '../sweep/needs';
import type { Surroundings, SweepSource } from '../sweep/read';

/** A sweep file on disk, and its nearby files. */
export interface SweepFile {
  /** As the user wrote it. */
  readonly path: string;
  /** Absolute. */
  readonly folder: string;
  readonly source: SweepSource;
  readonly surroundings: Surroundings;
}

/** Maximum size of a file: a sweep of 10,000 runs is much smaller. Bytes. */
const longest = 64 * 1024 * 1024;

/**
 * @param path as the user wrote it
 * @throws Failure not-found, storage (cannot be read), bad-input (not text, too long)
 */
export async function openSweepFile(path: string, absolute: string): Promise<SweepFile> {
  let bytes: Buffer;
  try {
    const read = await readRegular(absolute, longest);
    if (read === 'too-large') throw badInput(path, t('is larger than 64 MB'));
    if (read === 'folder') throw badInput(path, t('is a folder'));
    if (read === 'special') throw badInput(path, t('is a pipe, a socket, or a device'));
    bytes = read;
  } catch (error) {
    throw error instanceof Failure ? error : unreadable(path, error);
  }
  const text = decode(bytes, path);
  const beside = dirname(absolute);
  const language = /^\.jsonc?$/i.test(extname(path)) ? 'json' : 'yaml';
  const source: SweepSource = { text, language, fileName: basename(path) };
  return {
    path,
    folder: beside,
    source,
    surroundings: await withFiles(source, surroundingsOf(beside), beside),
  };
}

/** Looks up the files of `files`, so that a missing one is a problem like any other. */
async function withFiles(
  source: SweepSource,
  surroundings: Surroundings,
  folder: string,
): Promise<Surroundings> {
  const options = { defaults: { instanceType: '', region: '' }, surroundings };
  const patterns = source.text.includes('files') ? needsOf(new SweepDocument(source, options)).patterns : [];
  const found = await Promise.all(
    patterns.map(async (pattern) => [patternText(pattern), await findFiles(folder, pattern)] as const),
  );
  const known = new Map(found);
  return { ...surroundings, findFiles: (pattern) => known.get(patternText(pattern)) };
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badInput(path, t('is not UTF-8 text'));
  }
}

const badInput = (path: string, what: string): Failure =>
  new Failure('bad-input', 'NotASweepFile', t("{0} {1}, so it isn't a sweep file.", path, what));

function unreadable(path: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
  return code === 'ENOENT'
    ? new Failure('not-found', 'NoSuchFile', t('File not found: {0}.', path), { cause: error })
    : new Failure('storage', code, t("{0} can't be read ({1}).", path, code), { cause: error });
}

/** Files below the folder of the sweep file, without links that lead out of it. */
export const surroundingsOf = (folder: string): Surroundings => ({
  readText: (path) => readNearbyFile(folder, path),
});
