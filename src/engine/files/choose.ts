import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import ignore, { type Ignore } from 'ignore';
import { glob, isDynamicPattern } from 'tinyglobby';
import { Failure } from '../failure';

/** A file that travels. */
export interface ChosenFile {
  /** Below the sweep file's folder, with `/` between its parts. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly executable: boolean;
}

/**
 * The files that these paths and globs name, beside the sweep file, sorted by path. A folder stands for all that is in it.
 * What a glob or a folder brings is held to `.gitignore`; a file that is named in full comes along all the same.
 * @throws Failure for a name that leads out of the folder or that no file has.
 */
export async function chooseFiles(
  folder: string,
  patterns: readonly string[],
): Promise<readonly ChosenFile[]> {
  const found = new Set<string>();
  const ignored = new GitIgnore(folder);
  for (const pattern of patterns) {
    const plain = pattern.replace(/\\/g, '/').replace(/^\.\//, '').replace(/\/+$/, '');
    if (path.posix.isAbsolute(plain) || /^[A-Za-z]:/.test(plain) || plain.split('/').includes('..')) {
      throw leadsOut(pattern);
    }
    const names = await namesOf(folder, plain, ignored);
    if (names.length === 0) throw matchesNothing(pattern);
    for (const name of names) found.add(name);
  }
  const chosen = await Promise.all([...found].sort().map((name) => fileOf(folder, name)));
  return chosen.flatMap((file) => file ?? []);
}

async function namesOf(folder: string, pattern: string, ignored: GitIgnore): Promise<readonly string[]> {
  if (!isDynamicPattern(pattern)) {
    const stat = await fs.stat(path.join(folder, pattern)).catch(whenMissing);
    if (stat === undefined) return [];
    if (stat.isFile()) return [pattern];
  }
  const everything = isDynamicPattern(pattern) ? pattern : path.posix.join(pattern, '**');
  const names = await glob(everything, {
    cwd: folder,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    ignore: ['**/.git/**'],
  });
  const kept: string[] = [];
  for (const name of names) if (!(await ignored.holds(name))) kept.push(name);
  return kept;
}

/** Undefined for a link that leads out of the folder. */
async function fileOf(folder: string, name: string): Promise<ChosenFile | undefined> {
  const root = await fs.realpath(folder);
  const real = await fs.realpath(path.join(folder, name));
  const relative = path.relative(root, real);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
  const stat = await fs.stat(real);
  return { path: name, size: stat.size, executable: (stat.mode & 0o111) !== 0 };
}

/** The `.gitignore` files of a folder, of those in it, and of those around it up to the repository's. */
class GitIgnore {
  readonly #rules = new Map<string, Promise<Ignore | undefined>>();
  #around: Promise<readonly string[]> | undefined;

  constructor(private readonly folder: string) {}

  async holds(name: string): Promise<boolean> {
    const file = path.join(this.folder, name);
    for (const place of [...(await this.#outer()), ...this.#inner(name)]) {
      const rules = await this.#rulesOf(place);
      if (rules?.ignores(path.relative(place, file).split(path.sep).join('/')) === true) return true;
    }
    return false;
  }

  /** From the folder itself down to that of the file. */
  #inner(name: string): readonly string[] {
    const parts = name.split('/').slice(0, -1);
    return [this.folder, ...parts.map((_, depth) => path.join(this.folder, ...parts.slice(0, depth + 1)))];
  }

  #outer(): Promise<readonly string[]> {
    this.#around ??= this.#findOuter();
    return this.#around;
  }

  /** The folders above up to the one that holds `.git`; none outside a repository. */
  async #findOuter(): Promise<readonly string[]> {
    const above: string[] = [];
    for (let place = path.resolve(this.folder); ; place = path.dirname(place)) {
      if ((await fs.stat(path.join(place, '.git')).catch(whenMissing)) !== undefined) return above;
      const parent = path.dirname(place);
      if (parent === place) return [];
      above.push(parent);
    }
  }

  #rulesOf(place: string): Promise<Ignore | undefined> {
    const known = this.#rules.get(place);
    if (known !== undefined) return known;
    const read = fs
      .readFile(path.join(place, '.gitignore'), 'utf8')
      .then((text): Ignore => ignore().add(text))
      .catch(whenMissing);
    this.#rules.set(place, read);
    return read;
  }
}

const whenMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
};

const leadsOut = (pattern: string): Failure =>
  new Failure(
    'bad-input',
    'FilesOutside',
    t(
      'files names {0}, which is not below the folder of the sweep file. Nothing was launched. Move it there.',
      pattern,
    ),
  );

const matchesNothing = (pattern: string): Failure =>
  new Failure(
    'bad-input',
    'FilesMissing',
    t('files names {0}, but there is no such file beside the sweep file. Nothing was launched.', pattern),
  );
