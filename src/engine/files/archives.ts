import { t } from '@vscode/l10n';
import { filesKey } from '../../agent/record';
import { type FilesPack, filesKeyOf } from '../../plan/plan';
import { type FilePattern, patternText } from '../../sweep/file-pattern';
import type { Sweep } from '../../sweep/run';
import type { LeftBehind } from '../../sweep/surroundings';
import type { FilesPreview } from '../engine';
import { Failure } from '../failure';
import type { Store } from '../ports';
import { chooseFiles } from './choose';
import { type FilesArchive, packFiles } from './pack';

/** One archive for each distinct `files` of a sweep's runs. */
export interface SweepArchive extends FilesArchive {
  readonly patterns: readonly FilePattern[];
  readonly left: LeftBehind;
}

/** Packs the `files` of the runs. @throws Failure if one can't be included. */
export async function packSweep(sweep: Sweep, folder: string | undefined): Promise<readonly SweepArchive[]> {
  const sets = new Map<string, readonly FilePattern[]>();
  for (const { settings } of sweep.runs) {
    if (settings.files.length > 0) sets.set(filesKeyOf(settings.files), settings.files);
  }
  if (sets.size === 0) return [];
  if (folder === undefined) throw nowhere();
  const archives: SweepArchive[] = [];
  for (const patterns of sets.values()) {
    const { files, left } = await chooseFiles(folder, patterns);
    archives.push({ patterns, left, ...(await packFiles(folder, files)) });
  }
  return archives;
}

/** The archives in the form that the plan needs, by `filesKeyOf`. */
export const packsOf = (archives: readonly SweepArchive[]): Readonly<Record<string, FilesPack>> =>
  Object.fromEntries(archives.map(({ patterns, sha256 }) => [filesKeyOf(patterns), { sha256 }]));

export const previewsOf = (archives: readonly SweepArchive[]): readonly FilesPreview[] =>
  archives.map(({ bytes, files, left, patterns }) => ({
    patterns: patterns.map(patternText),
    files,
    left,
    packedBytes: bytes.length,
  }));

/** Uploads the archives to the keys that the instances read. The same content has the same key. */
export async function upload(
  archives: readonly SweepArchive[],
  sweepId: string,
  store: Store,
): Promise<void> {
  for (const { bytes, sha256 } of archives) await store.write(filesKey(sweepId, sha256), bytes);
}

const nowhere = (): Failure =>
  new Failure(
    'bad-input',
    'FilesNowhere',
    t(
      "The sweep has files, but isn't saved in a folder. Nothing was launched. Save it in the folder of its files.",
    ),
  );
