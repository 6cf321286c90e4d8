import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Surroundings } from '../../sweep/surroundings';
import type { NearbyFiles } from './nearby';

/** Files below the folder of a sweep file on a disk, as open editors show them. None in a virtual workspace. */
export function surroundingsOf(uri: vscode.Uri, nearby?: NearbyFiles): Surroundings | undefined {
  if (uri.scheme !== 'file') return undefined;
  const folder = path.dirname(uri.fsPath);
  return {
    ...(nearby === undefined ? {} : { findFiles: (pattern: string) => nearby.find(pattern) }),
    readText(relative) {
      if (path.isAbsolute(relative)) return undefined;
      const named = path.resolve(folder, relative);
      const open = vscode.workspace.textDocuments.find(
        (document) => document.uri.scheme === 'file' && document.uri.fsPath === named,
      );
      try {
        const file = realpathSync(named);
        if (!isInside(realpathSync(folder), file)) return undefined;
        return open?.getText() ?? readFileSync(file, 'utf8');
      } catch (error) {
        // What cannot be read as a file is, for a sweep file, not there.
        if (error instanceof Error && 'code' in error) return undefined;
        throw error;
      }
    },
  };
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
