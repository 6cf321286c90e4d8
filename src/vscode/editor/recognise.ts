import * as vscode from 'vscode';
import { isSweepFile } from '../../sweep/recognise';
import { scheme } from '../documents/addresses';

const languages: ReadonlySet<string> = new Set(['yaml', 'json', 'jsonc']);

/** Whether a document is a sweep file: by its name, by its first line, or by the globs of `spawn.files`. */
export function isSweepDocument(document: vscode.TextDocument, globs: readonly string[]): boolean {
  if (document.uri.scheme === scheme || !languages.has(document.languageId)) return false;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return isSweepFile(document.uri.path, document.lineAt(0).text, globs, (glob) => {
    const pattern = folder === undefined ? glob : new vscode.RelativePattern(folder, glob);
    return vscode.languages.match({ pattern }, document) > 0;
  });
}
