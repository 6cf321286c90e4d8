import path from 'node:path';
import * as vscode from 'vscode';
import { realPlace } from '../../engine/collect/folder';
import { collectedSweepId } from '../../engine/collect/manifest';
import type { LaunchHistory } from '../fleet/launch-history';

const key = 'spawn.collected';
/** Folders of this workspace that lead out of it, and that the user allowed for results. */
const allowedKey = 'spawn.collectedOutside';
/** Maximum number of stored entries. */
const kept = 500;

/** Remembers which local folder contains the collected results of which sweep. */
export class ResultsFolders {
  constructor(
    private readonly launches: LaunchHistory,
    private readonly memory: vscode.Memento,
  ) {}

  /** `results/` in the workspace folder of the sweep file, or in the only one; undefined if that is ambiguous. */
  inWorkspace(sweepId: string): string | undefined {
    const file = this.launches.fileOf(sweepId);
    const own = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file);
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const folder = own?.uri.scheme === 'file' ? own : folders.length === 1 ? folders[0] : undefined;
    return folder === undefined ? undefined : path.join(folder.uri.fsPath, 'results');
  }

  /** The folder with this sweep's results; undefined if there is none. */
  async holding(sweepId: string): Promise<string | undefined> {
    const results = this.inWorkspace(sweepId);
    const places = [
      ...this.#all().flatMap(([id, folder]) => (id === sweepId ? [folder] : [])),
      ...(results === undefined ? [] : [results, apart(results, sweepId)]),
    ];
    for (const place of places) if ((await collectedSweepId(place)) === sweepId) return place;
    return undefined;
  }

  async remember(sweepId: string, folder: string): Promise<void> {
    const others = this.#all().filter(([id]) => id !== sweepId);
    await this.memory.update(key, [[sweepId, folder], ...others].slice(0, kept));
  }

  /**
   * The folder that must contain this folder after links are resolved: its workspace folder, or the target that the
   * user allowed. Undefined for a folder outside the workspace, which the user has chosen.
   */
  async boundsOf(directory: string): Promise<string | undefined> {
    const own = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(directory));
    if (own === undefined) return undefined;
    const allowed = this.#allowed[directory];
    return allowed !== undefined && allowed === (await realPlace(directory)) ? allowed : own.uri.fsPath;
  }

  /** The user allows results in the target of this folder. */
  async allow(directory: string, place: string): Promise<void> {
    await this.memory.update(allowedKey, { ...this.#allowed, [directory]: place });
  }

  get #allowed(): Readonly<Record<string, string>> {
    return this.memory.get(allowedKey, {});
  }

  #all(): readonly (readonly [sweepId: string, folder: string])[] {
    return this.memory.get(key, []);
  }
}

/** A separate folder for a sweep, if `results/` contains another sweep: runs with the same name would share a folder. */
export const apart = (results: string, sweepId: string): string => path.join(results, path.basename(sweepId));
