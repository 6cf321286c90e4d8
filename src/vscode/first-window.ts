import * as vscode from 'vscode';

const shownKey = 'spawn.firstWindow';

/** Opens the Spawn view and the walkthrough once in the sample workspace that `npm start` opens, next to its first file. */
export async function showFirstWindow(memory: vscode.Memento): Promise<void> {
  if (process.env['SPAWN_FIRST_WINDOW'] !== '1' || memory.get(shownKey) === true) return;
  await memory.update(shownKey, true);
  await vscode.commands.executeCommand('workbench.view.extension.spawn');
  await vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    'spawn.spawn-sweeps#first-sweep',
    true,
  );
}
