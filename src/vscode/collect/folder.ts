import path from 'node:path';
import * as vscode from 'vscode';
import { realPlace } from '../../engine/collect/folder';
import { collectedSweepId } from '../../engine/collect/manifest';
import type { LaunchHistory } from '../fleet/launch-history';

const key = 'spawn.collected';
/** Folders of this workspace that lead out of it, and that the user allowed for results. */
const allowedKey = 'spawn.collectedOutside';
/** More than anyone looks back at. */
const kept = 500;

/** Which folder of this machine holds the collected results of which sweep. */
export class ResultsFolders {
  constructor(
    private readonly launches: LaunchHistory,
    private readonly memory: vscode.Memento,
  ) {}

  /** `results/` of the workspace folder that holds the sweep file, or of the only one; undefined where that is not clear. */
  inWorkspace(sweepId: string): string | undefined {
    const file = this.launches.fileOf(sweepId);
    const own = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file);
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const folder = own?.uri.scheme === 'file' ? own : folders.length === 1 ? folders[0] : undefined;
    return folder === undefined ? undefined : path.join(folder.uri.fsPath, 'results');
  }

  /** The folder that holds this sweep's results now; undefined where none does. */
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
   * What this folder has to be in, links included: the folder of the workspace that it is in, or where the user has agreed that it
   * leads. Undefined for one that is in none, which the user has chosen.
   */
  async boundsOf(directory: string): Promise<string | undefined> {
    const own = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(directory));
    if (own === undefined) return undefined;
    const allowed = this.#allowed[directory];
    return allowed !== undefined && allowed === (await realPlace(directory)) ? allowed : own.uri.fsPath;
  }

  /** The user agrees that results go where this folder leads. */
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

/** A sweep's own folder, where `results/` holds another sweep: runs of one name would share a folder there. */
export const apart = (results: string, sweepId: string): string => path.join(results, path.basename(sweepId));
