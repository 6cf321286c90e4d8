import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { tell } from './shown';
import { uriTarget } from './uri-target';

/** Opens links such as `vscode://spawn.spawn-sweeps/sweep/ID`, from a chat or an issue. VS Code asks before it passes one on. */
export const registerUriHandler = (): vscode.Disposable =>
  vscode.window.registerUriHandler({
    handleUri: async ({ path }) => {
      const target = uriTarget(path);
      if (target === undefined) {
        await tell.warning(
          t('This link is not one of Spawn, so nothing was opened. Links are /sweep/ID and /results/ID.'),
        );
        return;
      }
      await vscode.commands.executeCommand(target.command, target.sweepId);
    },
  });
