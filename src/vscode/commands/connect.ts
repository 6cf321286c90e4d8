import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { shellWord } from '../../engine/connect/shell-word';
import { tell, tellBriefly } from '../shown';
import { instanceTarget, instanceTargets } from '../sidebar/targets';
import { shellOn, sshOn, terminalOf } from '../terminal/shell';
import type { Services } from './services';

/** Opens a shell on an instance in a terminal; several selected ones appear side by side. */
export async function connectToInstances(services: Services, rows: readonly unknown[]): Promise<void> {
  const notes: string[] = [];
  const failures: unknown[] = [];
  let first: vscode.Terminal | undefined;
  for (const target of await instanceTargets(services, rows)) {
    try {
      const shell = await shellOn(services, target);
      const terminal = vscode.window.createTerminal({
        ...terminalOf(target.name, shell),
        ...(first === undefined ? {} : { location: { parentTerminal: first } }),
      });
      first ??= terminal;
      terminal.show();
      if (shell.note !== undefined) notes.push(shell.note);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  if (notes.length > 0) await tell.warning(notes.join('\n'));
}

export async function copySshCommand(services: Services, argument: unknown): Promise<void> {
  const target = await instanceTarget(services, argument);
  if (target === undefined) return;
  const { note, program, words } = await sshOn(services, target);
  await vscode.env.clipboard.writeText([program, ...words].map(shellWord).join(' '));
  tellBriefly(t('Copied the SSH command of {0}', target.name), 3000);
  if (note !== undefined) await tell.warning(note);
}
