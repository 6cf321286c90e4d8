import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Surroundings } from '../../sweep/read';

/** Files beside a sweep file on a disk. Undefined in a virtual workspace, where nothing can be read at once. */
export function surroundingsOf(uri: vscode.Uri): Surroundings | undefined {
  if (uri.scheme !== 'file') return undefined;
  const folder = path.dirname(uri.fsPath);
  return {
    readText(relative) {
      const file = path.resolve(folder, relative);
      const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file);
      if (open !== undefined) return open.getText();
      try {
        return readFileSync(file, 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

/** What cannot be read as a file is, for a sweep file, not there. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'].includes(String(error.code));
