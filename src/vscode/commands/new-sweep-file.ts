import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { tellBriefly } from '../shown';

/** Smallest sweep that does something, as a snippet whose holes are filled with Tab. */
const starter = `name: \${1:my-sweep}
defaults:
  instance_type: \${2:t3.micro}
  ttl: \${3:30m}
  on_complete: terminate
  user_data: |
    #!/bin/bash
    echo "Run \\$NAME with value \\$VALUE"
    echo "{\\"score\\": \\$VALUE}" > /tmp/results.json
params:
  - name: \${4:first}
    value: \${5:1}
  - name: \${6:second}
    value: \${7:2}
$0`;

/** Opens a new sweep file in the workspace, or an untitled one where there is no folder. */
export async function newSweepFile(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const uri = folder === undefined ? undefined : await freeName(folder.uri);
  const document =
    uri === undefined
      ? await vscode.workspace.openTextDocument({ language: 'yaml', content: '# spawn: sweep\n' })
      : await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  await editor.insertSnippet(new vscode.SnippetString(starter), end);
  tellBriefly(t('Fill in the values with Tab, save, then launch.'), 8000);
}

/** `sweep.yaml`, `sweep-2.sweep.yaml`, …: the first that is not there. */
async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let count = 1; ; count += 1) {
    const uri = vscode.Uri.joinPath(folder, count === 1 ? 'sweep.yaml' : `new-${count}.sweep.yaml`);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      return uri; // Nothing there: this name is free.
    }
  }
}
