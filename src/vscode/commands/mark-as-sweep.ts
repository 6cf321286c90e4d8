import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { readSettings } from '../settings';
import { tellBriefly } from '../shown';

/** The comment for its first line; JSON doesn't allow comments, so the file is added to `spawn.files`. */
export async function markAsSweep(document: vscode.TextDocument): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (document.languageId === 'json' && folder !== undefined) {
    const name = vscode.workspace.asRelativePath(document.uri, false).replace(/[[\]{}*?]/g, '[$&]');
    const files = [...new Set([...readSettings().files, name])];
    await vscode.workspace
      .getConfiguration('spawn', folder.uri)
      .update('files', files, vscode.ConfigurationTarget.Workspace);
    tellBriefly(t('{0} is now a sweep file: it was added to the setting spawn.files.', name), 8000);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  const sign = document.languageId === 'yaml' ? '#' : '//';
  edit.insert(document.uri, new vscode.Position(0, 0), `${sign} spawn: sweep\n`);
  await vscode.workspace.applyEdit(edit);
}
