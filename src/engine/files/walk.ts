import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import picomatch from 'picomatch';
import type { LeftBehind, Obstacle } from '../../sweep/surroundings';
import { isCache } from './caches';
import type { GitIgnore } from './git-ignore';
import { isInside } from './inside';

/** Maximum number of entries checked for one pattern: more isn't a plausible set of files for an instance. */
export const mostEntries = 200_000;

/** The files that match a glob below a folder, by path with `/` between its parts. */
export interface Walked {
  /** Files to include. */
  readonly names: readonly string[];
  /** Files that git ignores, without caches. */
  readonly ignored: readonly string[];
  /** Caches that git ignores: files, and folders that weren't searched. */
  readonly caches: readonly string[];
  readonly obstacles: LeftBehind['obstacles'];
  /** The search was not complete. */
  readonly tooMany: boolean;
}

export interface WalkOptions {
  /** Its real path. */
  readonly root: string;
  readonly glob: string;
  /** Undefined if files that git ignores are included, too. */
  readonly ignored: GitIgnore | undefined;
}

/** Finds the files that match a glob. Links are followed if they stay below the root. */
export async function walk(options: WalkOptions): Promise<Walked> {
  const { base } = picomatch.scan(options.glob);
  const walker = new Walker(options);
  const start = base === '.' ? '' : base;
  const real = await fs.realpath(path.join(options.root, start)).catch(() => undefined);
  if (real === undefined) return walker;
  if (!isInside(options.root, real)) walker.hinder(start, 'outside');
  else
    await walker.enter(start, real, [], start !== '' && (await options.ignored?.holds(`${start}/`)) === true);
  return walker;
}

class Walker implements Walked {
  readonly names: string[] = [];
  readonly ignored: string[] = [];
  readonly caches: string[] = [];
  readonly obstacles: { readonly path: string; readonly obstacle: Obstacle }[] = [];
  readonly #matches: (name: string) => boolean;
  /** The maximum number of parts of a matching path. */
  readonly #depth: number;
  #entries = 0;

  constructor(private readonly options: WalkOptions) {
    const { glob } = options;
    this.#matches = picomatch(glob, { dot: true });
    this.#depth = /\*\*|[{(]/.test(glob) ? Number.POSITIVE_INFINITY : glob.split('/').length;
  }

  get tooMany(): boolean {
    return this.#entries > mostEntries;
  }

  hinder(name: string, obstacle: Obstacle): void {
    this.obstacles.push({ path: name, obstacle });
  }

  /** Searches a folder. `above` are the real paths of its parents; `kept`: git ignores it, with all its content. */
  async enter(folder: string, real: string, above: readonly string[], kept: boolean): Promise<void> {
    let entries: readonly Dirent[];
    try {
      entries = await fs.readdir(real, { withFileTypes: true });
    } catch {
      this.hinder(folder, 'unreadable');
      return;
    }
    this.#entries += entries.length;
    if (this.tooMany) return;
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1)))
      await this.#look(entry, folder, real, above, kept);
  }

  async #look(
    entry: Dirent,
    folder: string,
    real: string,
    above: readonly string[],
    kept: boolean,
  ): Promise<void> {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name === '.git') return;
    if (entry.isDirectory()) {
      await this.#descend(name, path.join(real, entry.name), [...above, real], kept);
    } else if (entry.isSymbolicLink()) {
      await this.#follow(name, real, above, kept);
    } else if (this.#matches(name)) {
      if (entry.isFile()) await this.#take(name, kept);
      else this.hinder(name, 'special');
    }
  }

  async #follow(name: string, folder: string, above: readonly string[], kept: boolean): Promise<void> {
    const { ignored, root } = this.options;
    const link = path.join(folder, path.posix.basename(name));
    const real = await fs.realpath(link).catch(() => undefined);
    const stat = real === undefined ? undefined : await fs.stat(real).catch(() => undefined);
    const leadsToFolder = stat?.isDirectory() === true;
    if (!this.#matches(name) && !(leadsToFolder && this.#reaches(name))) return;
    if (real === undefined || stat === undefined) this.hinder(name, 'nowhere');
    else if (!isInside(root, real)) this.hinder(name, 'outside');
    else {
      const target = path.relative(root, real).split(path.sep).join('/');
      const held = kept || (await ignored?.holds(leadsToFolder ? `${target}/` : target)) === true;
      if (!leadsToFolder) await (stat.isFile() ? this.#take(name, held) : this.hinder(name, 'special'));
      else if ([...above, folder].some((each) => isInside(real, each))) this.hinder(name, 'circle');
      else await this.#descend(name, real, [...above, folder], held);
    }
  }

  async #descend(name: string, real: string, above: readonly string[], kept: boolean): Promise<void> {
    if (!this.#reaches(name)) return;
    const held = kept || (await this.options.ignored?.holds(`${name}/`)) === true;
    // The content of an environment isn't even counted, since it can be a hundred thousand files.
    if (held && isCache(name)) this.caches.push(name);
    else await this.enter(name, real, above, held);
  }

  async #take(name: string, kept: boolean): Promise<void> {
    const held = kept || (await this.options.ignored?.holds(name)) === true;
    (held ? (isCache(name) ? this.caches : this.ignored) : this.names).push(name);
  }

  /** Whether a file in this folder can match. */
  #reaches(folder: string): boolean {
    return folder.split('/').length < this.#depth;
  }
}
