import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { toRange } from '../editor/convert';
import type { World } from '../world';

/** True, and told with the sentences of the editor, when the file holds errors or no run: such a file is not launched. */
export async function refused(world: World, document: vscode.TextDocument): Promise<boolean> {
  const open = await world.sweepFiles.open(document);
  if (open === undefined) return true;
  const errors = open.file.problems().filter(({ severity }) => severity === 'error');
  const [first, ...others] = errors;
  if (first === undefined) {
    if (open.file.size > 0) return false;
    await vscode.window.showErrorMessage(
      t('This file has no runs. Add at least one under params, grid or random.'),
    );
    return true;
  }
  const show = t('Show Problem');
  const message =
    others.length === 0
      ? first.message
      : others.length === 1
        ? t('{0} (and 1 more problem)', first.message)
        : t('{0} (and {1} more problems)', first.message, others.length);
  const chosen = await vscode.window.showErrorMessage(message, show);
  if (chosen === show) {
    await vscode.window.showTextDocument(document, { selection: toRange(first.range) });
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
  return true;
}
