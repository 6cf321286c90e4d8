import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { NearbyFile, Needs } from '../../sweep/surroundings';
import type { Beside } from './what-lies-beside';

/** Looks files up that a path or glob names. Rejects, or answers none, where there are none. */
export type Choose = (folder: string, patterns: readonly string[]) => Promise<readonly NearbyFile[]>;

/** Files below the folder of a sweep file on a disk, as open editors show them. */
export class DiskBeside implements Beside {
  readonly readsAhead = false;
  readonly #folder: string;
  readonly #found = new Map<string, readonly NearbyFile[]>();

  constructor(
    uri: vscode.Uri,
    private readonly choose: Choose,
  ) {
    this.#folder = path.dirname(uri.fsPath);
  }

  readText(relative: string): string | undefined {
    if (path.isAbsolute(relative)) return undefined;
    const named = path.resolve(this.#folder, relative);
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.scheme === 'file' && document.uri.fsPath === named,
    );
    try {
      const file = realpathSync(named);
      if (!isInside(realpathSync(this.#folder), file)) return undefined;
      return open?.getText() ?? readFileSync(file, 'utf8');
    } catch (error) {
      // What cannot be read as a file is, for a sweep file, not there.
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }

  /** A pattern that was not looked up yet counts as found: nothing is said too early. */
  findFiles(pattern: string): readonly NearbyFile[] {
    return this.#found.get(pattern) ?? [{ path: pattern, size: 0 }];
  }

  async learn({ patterns }: Needs): Promise<boolean> {
    const unknown = patterns.filter((pattern) => !this.#found.has(pattern));
    await Promise.all(
      unknown.map(async (pattern) => {
        // A name that leads out of the folder, or that no file has, is for the editor the same: nothing travels.
        const files = await this.choose(this.#folder, [pattern]).catch(() => []);
        this.#found.set(pattern, files);
      }),
    );
    return unknown.length > 0;
  }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}
