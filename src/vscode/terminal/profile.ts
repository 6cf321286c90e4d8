import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../engine/failure';
import { asFailure } from '../failures';
import { shownError, tell } from '../shown';
import { pickRunning } from '../sidebar/targets';
import type { TerminalServices } from './services';
import { shellOn, terminalOf } from './shell';

/** Offers a shell on an instance among the profiles of new terminals. */
export function registerTerminalProfile(services: TerminalServices): vscode.Disposable {
  return vscode.window.registerTerminalProfileProvider('spawn.instance', {
    async provideTerminalProfile() {
      try {
        return await profileOf(services);
      } catch (error) {
        throw shownError(asFailure(error).message);
      }
    },
  });
}

async function profileOf(services: TerminalServices): Promise<vscode.TerminalProfile> {
  const target = await pickRunning(services);
  if (target === undefined)
    throw new Failure('cancelled', 'NotChosen', t('No instance was selected, so no terminal was opened.'));
  const shell = await shellOn(services, target);
  if (shell.note !== undefined) void tell.warning(shell.note);
  return new vscode.TerminalProfile(terminalOf(target.name, shell));
}
