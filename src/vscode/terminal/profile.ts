import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../engine/failure';
import { pickRunning } from '../commands/targets';
import { asFailure } from '../failures';
import { shownError, tell } from '../shown';
import type { World } from '../world';
import { shellOn, terminalOf } from './shell';

/** Offers a shell on an instance among the profiles of new terminals. */
export function registerTerminalProfile(world: World): vscode.Disposable {
  return vscode.window.registerTerminalProfileProvider('spawn.instance', {
    async provideTerminalProfile() {
      try {
        return await profileOf(world);
      } catch (error) {
        throw shownError(asFailure(error).message);
      }
    },
  });
}

async function profileOf(world: World): Promise<vscode.TerminalProfile> {
  const target = await pickRunning(world);
  if (target === undefined)
    throw new Failure('cancelled', 'NotChosen', t('No instance was chosen, so no terminal was opened.'));
  const shell = await shellOn(world, target);
  if (shell.note !== undefined) void tell.warning(shell.note);
  return new vscode.TerminalProfile(terminalOf(target.name, shell));
}
