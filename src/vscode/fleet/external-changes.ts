import path from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { FleetStore } from './store';

/**
 * Detects changes of other windows and the `spawn` command on this machine's disk, without requests: a new journal is a
 * sweep that is being launched, and `cloud.json` appears and disappears with the local cloud.
 */
export class ExternalChanges extends Disposables {
  /** @param localFolder state folder of this user's local cloud */
  constructor(store: FleetStore, localFolder: string) {
    super();
    const journals = [path.dirname(localFolder), path.join(localFolder, 'client')].map((folder) => ({
      folder: path.join(folder, 'journals'),
      pattern: '*/*.jsonl',
    }));
    for (const { folder, pattern } of [...journals, { folder: localFolder, pattern: 'cloud.json' }]) {
      const watcher = this.track(
        vscode.workspace.createFileSystemWatcher(
          new vscode.RelativePattern(vscode.Uri.file(folder), pattern),
          false,
          true,
          pattern !== 'cloud.json',
        ),
      );
      this.track(watcher.onDidCreate(() => store.refresh()));
      this.track(watcher.onDidDelete(() => store.refresh()));
    }
  }
}
