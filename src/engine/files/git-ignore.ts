import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { whenMissing } from './missing';
import { readRegular } from './regular';

/** Bytes. A longer file, or anything that isn't a file, is ignored. */
const longestRules = 1024 * 1024;

/** The `.gitignore` files of a folder, of its subfolders, and of its parents up to the root of the repository. */
export class GitIgnore {
  readonly #rules = new Map<string, Promise<Ignore | undefined>>();
  #around: Promise<readonly string[]> | undefined;

  constructor(private readonly folder: string) {}

  /** Whether git ignores a path below the folder, with `/` between its parts and, for a folder, at its end. */
  async holds(name: string): Promise<boolean> {
    const end = name.endsWith('/') ? '/' : '';
    const file = path.join(this.folder, name);
    for (const place of [...(await this.#outer()), ...this.#inner(name)]) {
      const rules = await this.#rulesOf(place);
      const relative = path.relative(place, file).split(path.sep).join('/');
      if (rules?.ignores(`${relative}${end}`) === true) return true;
    }
    return false;
  }

  /** From the folder itself down to that of the file. */
  #inner(name: string): readonly string[] {
    const parts = name.replace(/\/$/, '').split('/').slice(0, -1);
    return [this.folder, ...parts.map((_, depth) => path.join(this.folder, ...parts.slice(0, depth + 1)))];
  }

  #outer(): Promise<readonly string[]> {
    this.#around ??= this.#findOuter();
    return this.#around;
  }

  /** The parent folders up to the one that contains `.git`; none outside a repository. */
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
    const read = readRegular(path.join(place, '.gitignore'), longestRules)
      .then((text) => (typeof text === 'string' ? undefined : ignore().add(text.toString('utf8'))))
      .catch(whenMissing);
    this.#rules.set(place, read);
    return read;
  }
}
