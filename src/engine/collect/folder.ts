import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../failure';

/** Marks files that are not whole yet. */
const unfinished = '.spawn-part';

/** The folder that results are collected into. Nothing is written outside it, also where links lead out. */
export class ResultsFolder {
  readonly #made = new Map<string, Promise<void>>();

  private constructor(
    readonly root: string,
    private readonly real: string,
  ) {}

  static async open(root: string): Promise<ResultsFolder> {
    await fs.mkdir(root, { recursive: true });
    return new ResultsFolder(root, await fs.realpath(root));
  }

  /** Size of a file, or undefined where there is none. `file` is relative, with `/` between its parts. */
  async sizeOf(file: string): Promise<number | undefined> {
    try {
      const stat = await fs.lstat(this.#pathOf(file));
      return stat.isFile() ? stat.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async readText(file: string): Promise<string> {
    await this.#check(path.posix.dirname(file));
    return fs.readFile(this.#pathOf(file), 'utf8');
  }

  /** Has a file written under a temporary name, and renames it once it is whole. */
  async write(file: string, fill: (temporary: string) => Promise<void>): Promise<void> {
    await this.#make(path.posix.dirname(file));
    const target = this.#pathOf(file);
    const temporary = `${target}${unfinished}`;
    try {
      await fs.rm(temporary, { force: true });
      await fill(temporary);
      await fs.rename(temporary, target);
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw error;
    }
  }

  async writeText(file: string, text: string): Promise<void> {
    await this.write(file, (temporary) => fs.writeFile(temporary, text, { flag: 'wx' }));
  }

  #pathOf(file: string): string {
    return path.join(this.real, ...file.split('/'));
  }

  #make(folder: string): Promise<void> {
    const known = this.#made.get(folder);
    if (known !== undefined) return known;
    const making = (async () => {
      const parent = path.posix.dirname(folder);
      if (folder !== '.') await this.#make(parent);
      await fs.mkdir(this.#pathOf(folder), { recursive: true });
      await this.#check(folder);
    })();
    this.#made.set(folder, making);
    return making;
  }

  /** @throws Failure when a link leads out of the folder. */
  async #check(folder: string): Promise<void> {
    const real = await fs.realpath(this.#pathOf(folder));
    const relative = path.relative(this.real, real);
    if (relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative))) return;
    throw new Failure(
      'storage',
      'LinkLeadsOut',
      t(
        '{0} is a link that leads out of the results folder, so nothing is written there. Remove the link, or collect into another folder.',
        path.join(this.root, folder),
      ),
    );
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
