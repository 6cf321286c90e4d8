import { existsSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CollectOutcome } from '../../engine/engine';
import type { SweepView } from '../../engine/view';
import { withProgress } from '../progress';
import { sizeText } from '../sizes';
import type { World } from '../world';
import { sweepTarget } from './targets';

/** Brings a sweep's logs and results into `results/` of the workspace. */
export async function collect(world: World, argument: unknown): Promise<void> {
  const target = await sweepTarget(world, argument);
  if (target === undefined) return;
  const directory = await resultsFolder(world, target.sweep.id);
  if (directory === undefined) return;
  const { engine } = await world.places.of(target.provider);
  const outcome = await withProgress(
    t('Collecting results of {0}', target.sweep.id),
    { cancellable: true },
    (signal, report) =>
      engine.collect(
        target.sweep.id,
        directory,
        ({ files, totalFiles, bytes, totalBytes }) =>
          report(
            t('{0} of {1} files, {2} of {3}', files, totalFiles, sizeText(bytes), sizeText(totalBytes)),
            totalFiles === 0 ? undefined : files / totalFiles,
          ),
        signal,
      ),
  );
  world.log.info(`collected ${outcome.files} files of ${target.sweep.id} into ${outcome.directory}`);
  for (const note of outcome.notes) world.log.warn(note);
  await tell(outcome, target.sweep);
}

/** `results/` of the workspace folder that holds the sweep file; asks only where there is none. */
async function resultsFolder(world: World, sweepId: string): Promise<string | undefined> {
  const file = world.launches.fileOf(sweepId);
  const own = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file);
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const folder = own?.uri.scheme === 'file' ? own : folders.length === 1 ? folders[0] : undefined;
  if (folder !== undefined) return path.join(folder.uri.fsPath, 'results');
  const [picked] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: t('Where should the results of {0} go?', sweepId),
      openLabel: t('Collect Here'),
    })) ?? [];
  return picked?.fsPath;
}

async function tell(outcome: CollectOutcome, { id, runs }: SweepView): Promise<void> {
  const table = path.join(outcome.directory, 'results.csv');
  const show = t('Show Results');
  const open = t('Open results.csv');
  const reveal = t('Show Folder');
  const buttons = existsSync(table) ? [show, open, reveal] : [reveal];
  const [note] = outcome.notes;
  const text = [
    t(
      'Collected {0} of {1} runs: {2} files, {3}.',
      outcome.runs,
      runs.length,
      outcome.files,
      sizeText(outcome.bytes),
    ),
    ...(outcome.unchanged === 0 ? [] : [t('{0} had not changed.', outcome.unchanged)]),
    ...(note === undefined ? [] : [note]),
  ].join(' ');
  const chosen = await (note === undefined
    ? vscode.window.showInformationMessage(text, ...buttons)
    : vscode.window.showWarningMessage(text, ...buttons));
  if (chosen === show) await vscode.commands.executeCommand('spawn.showResults', id);
  else if (chosen === open) await vscode.window.showTextDocument(vscode.Uri.file(table));
  else if (chosen === reveal)
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(outcome.directory));
}
