import { randomUUID } from 'node:crypto';
import { access, constants, lstat, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Where terminals outside VS Code find programs. */
export interface LinkSurroundings {
  /** The user's home folder. */
  readonly home: string;
  /** `PATH`. */
  readonly searchPath: string;
}

export type Linked =
  | { readonly kind: 'linked'; readonly file: string; readonly folder: string; readonly onPath: boolean }
  /** A program that isn't ours has the name. */
  | { readonly kind: 'occupied'; readonly file: string };

const name = 'spawn';

/** Links what starts the command into a folder on the PATH, the user's own where there is one. Replaces a link of ours alone. */
export async function linkCommand(launcher: string, around: LinkSurroundings): Promise<Linked> {
  const folder = await folderFor(around);
  const file = path.join(folder, name);
  if (!(await isFreeFor(file))) return { kind: 'occupied', file };
  await mkdir(folder, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await symlink(launcher, draft);
  await rename(draft, file);
  return { kind: 'linked', file, folder, onPath: foldersOf(around).includes(folder) };
}

/** Removes the links of ours from every folder on the PATH. @returns what was removed */
export async function unlinkCommand(around: LinkSurroundings): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const folder of new Set([...foldersOf(around), ...ownFolders(around)])) {
    const file = path.join(folder, name);
    if (!(await isOurs(file))) continue;
    await rm(file);
    removed.push(file);
  }
  return removed;
}

const foldersOf = ({ searchPath }: LinkSurroundings): readonly string[] =>
  searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));

const ownFolders = ({ home }: LinkSurroundings): readonly [string, ...string[]] => [
  path.join(home, '.local', 'bin'),
  path.join(home, 'bin'),
];

/** A folder on the PATH: the user's own, or the computer's where this user may write there. Otherwise the user's, to be added. */
async function folderFor(around: LinkSurroundings): Promise<string> {
  const onPath = foldersOf(around);
  const own = ownFolders(around);
  const shared = '/usr/local/bin';
  return (
    own.find((folder) => onPath.includes(folder)) ??
    (onPath.includes(shared) && (await isWritable(shared)) ? shared : own[0])
  );
}

const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );

const isFreeFor = async (file: string): Promise<boolean> =>
  (await isOurs(file)) ||
  lstat(file).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR',
  );

/** A link to the launcher of this extension, of this editor or of another one. */
const isOurs = async (file: string): Promise<boolean> =>
  /[\\/]spawn\.spawn-sweeps[\\/]bin[\\/]spawn$/.test(await readlink(file).catch(() => ''));
