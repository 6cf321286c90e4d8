import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { toRange } from '../editor/convert';
import { tell } from '../shown';
import type { Services } from './services';

/**
 * True, with the editor's messages shown, if the file has errors or no runs: such a file isn't launched.
 * @param outcome the consequence for the requested action: `Nothing was launched.`
 */
export async function refused(
  services: Services,
  document: vscode.TextDocument,
  outcome: string,
): Promise<boolean> {
  const open = await services.sweepFiles.open(document);
  if (open === undefined) return true;
  const errors = open.file.problems().filter(({ severity }) => severity === 'error');
  const [first, ...others] = errors;
  if (first === undefined) {
    if (open.file.size > 0 || open.file.objects !== undefined) return false;
    await tell.error(
      t('{0} This file has no runs. Add at least one under params, grid, or random.', outcome),
    );
    return true;
  }
  const show = others.length === 0 ? t('Show Error') : t('Show Errors');
  const message =
    errors.length === 1
      ? t('{0} The file has 1 error: {1}', outcome, first.message)
      : t('{0} The file has {1} errors. The first: {2}', outcome, errors.length, first.message);
  const chosen = await tell.error(message, show);
  if (chosen === show) {
    await vscode.window.showTextDocument(document, { selection: toRange(first.range) });
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
  return true;
}
