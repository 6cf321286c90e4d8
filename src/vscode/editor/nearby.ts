import * as vscode from 'vscode';
import type { Beside } from './nearby-files';
import { DiskBeside, type Find } from './nearby-on-disk';
import { VirtualBeside } from './nearby-virtual';

/** Undefined if there can't be nearby files: it was never saved, or is one side of a comparison. */
export function besideOf(uri: vscode.Uri, find: Find): Beside | undefined {
  if (uri.scheme === 'file') return new DiskBeside(uri, find);
  const stored = vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== undefined && uri.query === '';
  return stored && uri.scheme !== 'untitled' ? new VirtualBeside(uri) : undefined;
}
