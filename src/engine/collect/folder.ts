import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../failure';
import { isInside } from '../files/inside';
import { whenMissing } from '../files/missing';
import { readRegular } from '../files/regular';
import { unfinished } from './safe-path';

/** Code of the failure if the results folder leads out of the folder that must contain it. */
export const resultsLeadOut = 'ResultsLeadOut';

/** The folder of collected results. Nothing is written outside it, even if it contains links. */
export class ResultsFolder {
  /** Folders that exist and are inside. */
  readonly #known = new Map<string, Promise<void>>();

  private constructor(
    readonly root: string,
    private readonly real: string,
  ) {}

  /**
   * Creates the folder if it doesn't exist.
   * @param within the folder that must contain it after links are resolved: results aren't written through a link in a
   * cloned repository
   * @throws Failure for a folder that leads out of it, or to nothing
   */
  static async open(root: string, within: string | undefined): Promise<ResultsFolder> {
    if (within !== undefined) await checkWithin(root, within);
    await fs.mkdir(root, { recursive: true });
    return new ResultsFolder(root, await fs.realpath(root));
  }

  /** Size of a file, or undefined if it doesn't exist. `file` is relative, with `/` between its parts. */
  async sizeOf(file: string): Promise<number | undefined> {
    try {
      const stat = await fs.lstat(this.#pathOf(file));
      return stat.isFile() ? stat.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Whether a folder, or a link to one, has this name. */
  async isFolder(file: string): Promise<boolean> {
    try {
      return (await fs.stat(this.#pathOf(file))).isDirectory();
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  }

  /** Undefined for anything that isn't a file, or is longer than `most` bytes. */
  async readText(file: string, most: number): Promise<string | undefined> {
    if ((await this.sizeOf(file)) === undefined) return undefined;
    const folder = path.posix.dirname(file);
    await this.#once(folder, () => this.#check(folder));
    const read = await readRegular(this.#pathOf(file), most);
    return typeof read === 'string' ? undefined : read.toString('utf8');
  }

  /** Lets `write` create a file under a temporary name, and renames it when it is complete. */
  async write(file: string, fill: (temporary: fs.FileHandle) => Promise<void>): Promise<void> {
    await this.#make(path.posix.dirname(file));
    const target = this.#pathOf(file);
    const temporary = `${target}${unfinished}`;
    const handle = await openNew(temporary);
    try {
      await fill(handle).finally(() => handle.close());
      await fs.rename(temporary, target);
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw error;
    }
  }

  async writeText(file: string, text: string): Promise<void> {
    await this.write(file, (temporary) => temporary.writeFile(text));
  }

  #pathOf(file: string): string {
    return path.join(this.real, ...file.split('/'));
  }

  #make(folder: string): Promise<void> {
    return this.#once(folder, async () => {
      if (folder === '.') return;
      await this.#make(path.posix.dirname(folder));
      // A folder that was just created isn't a link.
      if (!(await makeFolder(this.#pathOf(folder)))) await this.#check(folder);
    });
  }

  #once(folder: string, work: () => Promise<void>): Promise<void> {
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    const working = work();
    this.#known.set(folder, working);
    return working;
  }

  /** @throws Failure if a link leads out of the folder. */
  async #check(folder: string): Promise<void> {
    const real = await fs.realpath(this.#pathOf(folder));
    const relative = path.relative(this.real, real);
    if (relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative))) return;
    throw new Failure(
      'storage',
      'LinkLeadsOut',
      t(
        '{0} is a link that points outside the results folder, so nothing is written there. Remove the link, or collect into another folder.',
        path.join(this.root, folder),
      ),
    );
  }
}

async function checkWithin(root: string, within: string): Promise<void> {
  const real = await realPlace(path.resolve(root));
  if (real !== undefined && isInside((await realPlace(path.resolve(within))) ?? within, real)) return;
  throw new Failure(
    'bad-input',
    resultsLeadOut,
    real === undefined
      ? t(
          '{0} is a broken link, so nothing is written there. Remove the link, or collect into another folder.',
          root,
        )
      : t(
          '{0} is a link to {1}, which is outside {2}. Nothing was written. Remove the link, or specify {1} as the results folder yourself.',
          root,
          real,
          within,
        ),
  );
}

/** The real path of an existing or new folder; undefined if a link in it leads to nothing. */
export async function realPlace(folder: string): Promise<string | undefined> {
  try {
    return await fs.realpath(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  if ((await fs.lstat(folder).catch(whenMissing)) !== undefined) return undefined;
  const above = await realPlace(path.dirname(folder));
  return above === undefined ? undefined : path.join(above, path.basename(folder));
}

/** False if the name is already in use. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await fs.mkdir(folder);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

/** An empty file that replaces what an interrupted collect has left; links aren't followed. */
async function openNew(file: string): Promise<fs.FileHandle> {
  try {
    return await fs.open(file, 'wx', 0o644);
  } catch (error) {
    if (!isThere(error)) throw error;
    await fs.rm(file, { force: true });
    return fs.open(file, 'wx', 0o644);
  }
}

const isThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
