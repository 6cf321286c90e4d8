import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { addressOf } from '../documents/addresses';
import { costTable } from '../documents/cost-table';
import { tellBriefly } from '../shown';
import { sweepTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Shows the cost of a sweep as a document. */
export async function showCost(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument);
  if (target === undefined) return;
  await services.documents.show({ kind: 'cost', provider: target.provider, sweepId: target.sweep.id });
}

/** Writes the cost of each run of a sweep to a CSV file that the user chooses. The argument can be the document that shows it. */
export async function exportCost(services: Services, argument: unknown): Promise<void> {
  const shown = argument instanceof vscode.Uri ? addressOf(argument) : undefined;
  const target = await sweepTarget(services, shown?.kind === 'cost' ? shown.sweepId : argument);
  if (target === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${target.sweep.id}-cost.csv`;
  const file = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { CSV: ['csv'] },
  });
  if (file === undefined) return;
  const { toCsv } = await services.sweepFiles.language();
  await vscode.workspace.fs.writeFile(file, Buffer.from(toCsv(costTable(target.sweep.runs)), 'utf8'));
  tellBriefly(t('Wrote {0}', vscode.workspace.asRelativePath(file)), 3000);
}
