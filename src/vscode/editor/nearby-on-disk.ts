import path from 'node:path';
import * as vscode from 'vscode';
import { readNearbyFile } from '../../engine/files/nearby-file';
import { type FilePattern, patternText } from '../../sweep/file-pattern';
import type { FoundFiles, NearbyText, Needs } from '../../sweep/surroundings';
import type { Beside } from './nearby-files';

/** Looks up what an entry of `files` names. */
export type Find = (folder: string, pattern: FilePattern) => Promise<FoundFiles>;

/** Files below the folder of a sweep file on a disk, with the content of open editors. */
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

  readText(relative: string): NearbyText | undefined {
    return readNearbyFile(this.#folder, relative, (file) =>
      vscode.workspace.textDocuments
        .find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file)
        ?.getText(),
    );
  }

  /** A pattern that wasn't looked up yet has no result, so that nothing is reported too early. */
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
