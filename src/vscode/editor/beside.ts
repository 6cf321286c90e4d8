import * as vscode from 'vscode';
import type { Needs, Surroundings } from '../../sweep/surroundings';
import { type Choose, DiskBeside } from './disk-beside';
import { VirtualBeside } from './virtual-beside';

/** What lies beside a sweep file, as far as it is known. */
export interface Beside extends Surroundings {
  /** Looks up what is new among these. True when something was learned, so that the sweep file says more than before. */
  learn(needs: Needs): Promise<boolean>;
  /** Whether texts are there only once they were looked up. */
  readonly readsAhead: boolean;
}

/** Undefined where nothing can lie beside it: it was never saved, or is one side of a comparison. */
export function besideOf(uri: vscode.Uri, choose: Choose): Beside | undefined {
  if (uri.scheme === 'file') return new DiskBeside(uri, choose);
  const stored = vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== undefined && uri.query === '';
  return stored && uri.scheme !== 'untitled' ? new VirtualBeside(uri) : undefined;
}
