import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import picomatch from 'picomatch';
import { type FilePattern, pathOfPattern, patternText } from '../../sweep/file-pattern';
import { leftBehindText } from '../../sweep/left-behind';
import type { FoundFiles, LeftBehind, NearbyFile, Obstacle } from '../../sweep/surroundings';
import { Failure } from '../failure';
import { GitIgnore } from './git-ignore';
import { isInside } from './inside';
import { whenMissing } from './missing';
import { mostEntries, type Walked, walk } from './walk';

/** A file to include. */
export interface ChosenFile extends NearbyFile {
  readonly executable: boolean;
}

export interface Chosen {
  /** Sorted by path. */
  readonly files: readonly ChosenFile[];
  readonly left: LeftBehind;
}

/** The folder in which patterns are evaluated. */
interface Place {
  /** Its real path. */
  readonly root: string;
  readonly ignored: GitIgnore;
}

/**
 * The files that match these paths and globs, relative to the sweep file. A folder includes everything in it. Files of
 * a glob or a folder are excluded by `.gitignore` unless the entry overrides that; a file with its full name is always
 * included.
 * @throws Failure for a path that leads out of the folder, or that includes nothing
 */
export async function chooseFiles(folder: string, patterns: readonly FilePattern[]): Promise<Chosen> {
  const place = await placeOf(folder);
  const found: Walked[] = [];
  for (const pattern of patterns) {
    const one = await lookUp(place, pattern);
    if (one === undefined) throw leadsOut(pattern);
    if (one.tooMany) throw tooMany(pattern);
    if (one.names.length === 0) throw nothingOf(pattern, leftOf([one]));
    found.push(one);
  }
  const names = new Set(found.flatMap((one) => one.names));
  return { files: await filesOf(place, [...names].sort()), left: leftOf(found) };
}

/** The files that match one entry of `files`, without reading the files. */
export async function findFiles(folder: string, pattern: FilePattern): Promise<FoundFiles> {
  const place = await placeOf(folder);
  const found = (await lookUp(place, pattern)) ?? nothing;
  if (found.tooMany) return { files: [], left: leftOf([]), tooMany: true };
  return { files: await filesOf(place, found.names), left: leftOf([found]) };
}

/** Files that no pattern includes: a file that any of them includes isn't excluded. */
function leftOf(found: readonly Walked[]): LeftBehind {
  const names = new Set(found.flatMap((one) => one.names));
  const without = (all: readonly string[]): readonly string[] =>
    [...new Set(all)].filter((name) => !names.has(name));
  const ignored = without(found.flatMap((one) => one.ignored));
  const obstacles = new Map(found.flatMap((one) => one.obstacles.map((each) => [each.path, each] as const)));
  return {
    ignored: ignored.length,
    examples: ignored.slice(0, 3),
    caches: without(found.flatMap((one) => one.caches)).length,
    obstacles: [...obstacles.values()],
  };
}

async function placeOf(folder: string): Promise<Place> {
  const root = await fs.realpath(folder);
  return { root, ignored: new GitIgnore(root) };
}

/** Undefined for a path that leads out of the folder by itself. */
async function lookUp({ ignored, root }: Place, pattern: FilePattern): Promise<Walked | undefined> {
  const written = pathOfPattern(pattern);
  const plain = written.replace(/\\/g, '/').replace(/^\.\//, '').replace(/\/+$/, '');
  if (path.posix.isAbsolute(plain) || /^[A-Za-z]:/.test(plain) || plain.split('/').includes('..'))
    return undefined;
  const rules = typeof pattern === 'string' ? ignored : undefined;
  const there = plain === '' || plain === '.' ? 'folder' : await kindOf(root, plain);
  if (typeof there !== 'string') return there;
  if (there === 'file') return { ...nothing, names: [plain] };
  if (there === 'folder') {
    const inside = plain === '' || plain === '.' ? '**' : `${escaped(plain)}/**`;
    return walk({ root, glob: inside, ignored: rules });
  }
  return picomatch.scan(plain).isGlob ? walk({ root, glob: plain, ignored: rules }) : nothing;
}

/** The file of a full name; a finding if it is a link to a target that can't be included. */
async function kindOf(root: string, name: string): Promise<'file' | 'folder' | 'missing' | Walked> {
  const file = path.join(root, name);
  const link = await fs.lstat(file).catch(whenMissing);
  if (link === undefined) return 'missing';
  const hindered = (obstacle: Obstacle): Walked => ({ ...nothing, obstacles: [{ path: name, obstacle }] });
  const real = await fs.realpath(file).catch(() => undefined);
  if (real === undefined) return hindered('nowhere');
  if (!isInside(root, real)) return hindered('outside');
  const stat = await fs.stat(real);
  if (stat.isDirectory()) return 'folder';
  return stat.isFile() ? 'file' : hindered('special');
}

const escaped = (name: string): string => name.replace(/[\\*?[\]{}()!+@|]/g, '\\$&');

/** Without those that were deleted in the meantime. */
async function filesOf({ root }: Place, names: readonly string[]): Promise<readonly ChosenFile[]> {
  const files = await Promise.all(
    names.map(async (name): Promise<readonly ChosenFile[]> => {
      const stat = await fs.stat(path.join(root, name)).catch(whenMissing);
      return stat === undefined
        ? []
        : [{ path: name, size: stat.size, executable: (stat.mode & 0o111) !== 0 }];
    }),
  );
  return files.flat();
}

const nothing: Walked = { names: [], ignored: [], caches: [], obstacles: [], tooMany: false };

const leadsOut = (pattern: FilePattern): Failure =>
  new Failure(
    'bad-input',
    'FilesOutside',
    t(
      "files includes {0}, which isn't in the folder of the sweep file or below it. Nothing was launched. Move it there.",
      pathOfPattern(pattern),
    ),
  );

function nothingOf(pattern: FilePattern, left: LeftBehind): Failure {
  const name = pathOfPattern(pattern);
  const behind = leftBehindText(left);
  if (behind === undefined)
    return new Failure(
      'bad-input',
      'FilesMissing',
      t(
        "files includes {0}, which doesn't exist in the folder of the sweep file. Nothing was launched. Create it, or remove it from files.",
        name,
      ),
    );
  return new Failure(
    'bad-input',
    'FilesLeftBehind',
    left.ignored === 0
      ? t('files includes {0}, but nothing in it can be uploaded: {1}. Nothing was launched.', name, behind)
      : t(
          'files includes {0}, but nothing in it is uploaded: {1}. Nothing was launched. To upload it anyway, write {2}.',
          name,
          behind,
          patternText({ path: name, ignored: true }),
        ),
  );
}
const tooMany = (pattern: FilePattern): Failure =>
  new Failure(
    'bad-input',
    'FilesTooMany',
    t(
      'files includes {0}, which contains more than {1} files and folders. Nothing was launched. Include fewer, or put the data in a bucket and download it in the script.',
      pathOfPattern(pattern),
      mostEntries.toLocaleString('en'),
    ),
  );
