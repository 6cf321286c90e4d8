import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** The user's own programs that instances have in addition to those of the system. */
export interface Environments {
  /** Folders that instances can read, at the same path as on this computer. */
  readonly folders: readonly string[];
  /** Folders of programs, which come first in PATH. */
  readonly bins: readonly string[];
  /** Those below the user's home, relative to it: `miniconda3`. */
  readonly fromHome: readonly { readonly folder: string; readonly name: string }[];
}

/** A folder that isn't an environment, or that instances can't read, as a sentence for the user. */
export class NoEnvironment extends Error {}

/**
 * Checks folders such as `~/miniconda3` or `.venv`. The Python of a venv can be in another folder, which is then
 * included.
 * @param visible folders that instances can read anyway. @throws NoEnvironment
 */
export async function environmentsOf(
  wanted: readonly string[],
  visible: readonly string[],
): Promise<Environments> {
  const folders: string[] = [];
  const bins: string[] = [];
  for (const folder of wanted) {
    const bin = path.join(folder, 'bin');
    const python = await realpath(path.join(bin, 'python3')).catch(() => undefined);
    if (python === undefined || !(await isFolder(bin)))
      throw new NoEnvironment(
        `${folder} is no environment of Python: it has no bin/python3. Name the folder of a venv or of conda (such as ~/miniconda3, or one in its envs).`,
      );
    folders.push(folder);
    bins.push(bin);
    const prefix = path.dirname(path.dirname(python));
    if (![...visible, ...wanted].some((known) => isBelow(prefix, known))) folders.push(prefix);
  }
  const home = homedir();
  const fromHome = folders
    .filter((folder) => folder !== home && isBelow(folder, home))
    .map((folder) => ({ folder, name: path.relative(home, folder) }));
  return { folders: [...new Set(folders)], bins, fromHome };
}

const isFolder = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );

const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
