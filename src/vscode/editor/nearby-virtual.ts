import * as vscode from 'vscode';
import { isOutside } from '../../sweep/file-pattern';
import { longestText, type NearbyText, type Needs } from '../../sweep/surroundings';
import type { Beside } from './nearby-files';

/** Files next to a sweep file that isn't on a disk, read through VS Code before they are requested. */
export class VirtualBeside implements Beside {
  readonly readsAhead = true;
  readonly packsFiles = false;
  readonly #folder: vscode.Uri;
  readonly #texts = new Map<string, NearbyText | undefined>();

  constructor(uri: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(uri, '..');
  }

  readText(relative: string): NearbyText | undefined {
    const named = this.#uriOf(relative).toString();
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === named);
    return open?.getText() ?? this.#texts.get(relative);
  }

  async learn({ texts }: Needs): Promise<boolean> {
    const unknown = texts.filter((relative) => !this.#texts.has(relative) && !isOutside(relative));
    await Promise.all(unknown.map(async (relative) => this.#texts.set(relative, await this.#read(relative))));
    return unknown.length > 0;
  }

  async #read(relative: string): Promise<NearbyText | undefined> {
    const uri = this.#uriOf(relative);
    try {
      const { size, type } = await vscode.workspace.fs.stat(uri);
      if ((type & vscode.FileType.File) === 0) return { unread: 'special' };
      if (size > longestText) return { unread: 'too-large' };
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch (error) {
      // A file that can't be read counts as missing in a sweep file.
      if (error instanceof vscode.FileSystemError) return undefined;
      throw error;
    }
  }

  #uriOf(relative: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, relative);
  }
}
