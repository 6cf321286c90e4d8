import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { pickRunning } from '../commands/targets';
import type { World } from '../world';
import { shellOn, terminalOf } from './shell';

/** Offers a shell on an instance among the profiles of new terminals. What is thrown, VS Code shows. */
export function registerTerminalProfile(world: World): vscode.Disposable {
  return vscode.window.registerTerminalProfileProvider('spawn.instance', {
    async provideTerminalProfile() {
      const target = await pickRunning(world);
      if (target === undefined) throw new Error(t('No instance was chosen, so no terminal was opened.'));
      const shell = await shellOn(world, target);
      if (shell.note !== undefined) void vscode.window.showWarningMessage(shell.note);
      return new vscode.TerminalProfile(terminalOf(target.name, shell));
    },
  });
}
