import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type FilePattern, patternText } from '../../sweep/file-pattern';
import type { FoundFiles, Needs } from '../../sweep/surroundings';
import type { Beside } from './what-lies-beside';

/** Looks up what an entry of `files` names. */
export type Find = (folder: string, pattern: FilePattern) => Promise<FoundFiles>;

/** Files below the folder of a sweep file on a disk, as open editors show them. */
export class DiskBeside implements Beside {
  readonly readsAhead = false;
  readonly #folder: string;
  readonly #found = new Map<string, FoundFiles>();

  constructor(
    uri: vscode.Uri,
    private readonly find: Find,
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

  /** A pattern that was not looked up yet has nothing to say: nothing is told too early. */
  findFiles(pattern: FilePattern): FoundFiles | undefined {
    return this.#found.get(patternText(pattern));
  }

  async learn({ patterns }: Needs): Promise<boolean> {
    const unknown = patterns.filter((pattern) => !this.#found.has(patternText(pattern)));
    await Promise.all(
      unknown.map(async (pattern) =>
        this.#found.set(patternText(pattern), await this.find(this.#folder, pattern)),
      ),
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
