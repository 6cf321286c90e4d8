import * as vscode from 'vscode';
import { scheme } from '../panels/addresses';

const languages: ReadonlySet<string> = new Set(['yaml', 'json', 'jsonc']);
const byName = /(?:^|\/)(?:sweep|[^/]+[-.]sweep)\.(?:ya?ml|jsonc?)$/i;
const bySign = /^\uFEFF?\s*(?:#|\/\/)\s*spawn:\s*sweep\b/;

/** Whether a document is a sweep file: by its name, by its first line, or by the globs of `spawn.files`. */
export function isSweepDocument(document: vscode.TextDocument, globs: readonly string[]): boolean {
  if (document.uri.scheme === scheme || !languages.has(document.languageId)) return false;
  if (byName.test(document.uri.path) || bySign.test(document.lineAt(0).text)) return true;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return globs.some((glob) => {
    const pattern = folder === undefined ? glob : new vscode.RelativePattern(folder, glob);
    return vscode.languages.match({ pattern }, document) > 0;
  });
}
