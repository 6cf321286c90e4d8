import type { NearbyFile } from '../../sweep/surroundings';

/** Looks files up that a path or glob names. Rejects, or answers none, where there are none. */
export type Choose = (folder: string, patterns: readonly string[]) => Promise<readonly NearbyFile[]>;

/** What the `files` of one sweep file name. A pattern that was not looked up yet counts as found: nothing is said too early. */
export class NearbyFiles {
  readonly #found = new Map<string, readonly NearbyFile[]>();

  constructor(
    private readonly folder: string,
    private readonly choose: Choose,
  ) {}

  find(pattern: string): readonly NearbyFile[] {
    return this.#found.get(pattern) ?? [{ path: pattern, size: 0 }];
  }

  /** Looks up what is new. True when something was learned, so that the sweep file says more than before. */
  async learn(patterns: ReadonlySet<string>): Promise<boolean> {
    const unknown = [...patterns].filter((pattern) => !this.#found.has(pattern));
    await Promise.all(
      unknown.map(async (pattern) => {
        // A name that leads out of the folder, or that no file has, is for the editor the same: nothing travels.
        const files = await this.choose(this.folder, [pattern]).catch(() => []);
        this.#found.set(pattern, files);
      }),
    );
    return unknown.length > 0;
  }
}
