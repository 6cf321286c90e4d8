import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { sweepTemplates } from '../../language/templates/templates';
import { pick } from '../pick';
import { tellBriefly } from '../shown';

/** Opens a new sweep file in the workspace, or an untitled one where there is no folder. @param argument the id of a template */
export async function newSweepFile(argument: unknown): Promise<void> {
  const templates = sweepTemplates();
  const template =
    templates.find(({ id }) => id === argument) ??
    (await pick(templates, { placeHolder: t('What do you want to start from?'), matchOnDescription: true }));
  if (template === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0];
  const uri = folder === undefined ? undefined : await freeName(folder.uri);
  const document =
    uri === undefined
      ? await vscode.workspace.openTextDocument({ language: 'yaml', content: '# spawn: sweep\n' })
      : await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  await editor.edit((edit) => edit.insert(end, template.text));
  tellBriefly(t('Change the values, save the file, then launch it.'), 8000);
}

/** `sweep.yaml`, `sweep-2.sweep.yaml`, …: the first one that doesn't exist. */
async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let count = 1; ; count += 1) {
    const uri = vscode.Uri.joinPath(folder, count === 1 ? 'sweep.yaml' : `new-${count}.sweep.yaml`);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      return uri; // The name is free.
    }
  }
}
