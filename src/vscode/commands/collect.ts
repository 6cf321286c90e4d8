import { existsSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { realPlace, resultsLeadOut } from '../../engine/collect/folder';
import { collectedSweepId } from '../../engine/collect/manifest';
import { Rate } from '../../engine/collect/rate';
import type { CollectOutcome, CollectProgress } from '../../engine/engine';
import { Failure } from '../../engine/failure';
import type { SweepView } from '../../engine/view';
import { formatBytes } from '../../text/bytes';
import { filesIn, runsIn } from '../../text/counts';
import { apart } from '../collect/folder';
import { offerAgain } from '../failures';
import { pick } from '../pick';
import { withProgress } from '../progress';
import { tell } from '../shown';
import { type SweepTarget, sweepTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Collects a sweep's logs and results to `results/` in the workspace. */
export async function collectSweep(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument);
  if (target === undefined) return;
  const { provider, sweep } = target;
  const directory = await directoryFor(services, sweep.id);
  if (directory === undefined) return;
  const outcome = await collectInto(services, target, directory);
  if (outcome === undefined) return;
  // Buttons of notifications don't run a command that the walkthrough would detect.
  void vscode.commands.executeCommand('setContext', 'spawn.collected', true);
  services.resultsStore.want(provider, services.store.find(sweep.id)?.sweep ?? sweep);
  services.log.info(`collected ${outcome.files} files of ${sweep.id} into ${outcome.directory}`);
  for (const note of outcome.notes) services.log.warn(note);
  await tellOutcome(outcome, sweep);
}

/** Undefined if an error was shown and the user didn't retry. Existing files aren't fetched again. */
async function collectInto(
  services: Services,
  { provider, sweep }: SweepTarget,
  directory: string,
): Promise<CollectOutcome | undefined> {
  for (;;) {
    const rate = new Rate(() => services.clock.now());
    try {
      return await withProgress(
        t('Collecting results of {0}', sweep.id),
        { cancellable: true },
        (signal, report) =>
          services.collections.collect({
            provider,
            sweepId: sweep.id,
            directory,
            onProgress: (progress) => {
              report(
                progressText(progress, rate.at(progress.bytes)),
                progress.totalFiles === 0 ? undefined : progress.files / progress.totalFiles,
              );
            },
            signal,
          }),
      );
    } catch (error) {
      const leadsOut = error instanceof Failure && error.code === resultsLeadOut;
      if (leadsOut && (await agrees(services, directory))) continue;
      if (leadsOut || !(await offerAgain(error, services.log, [t('Resume')]))) return undefined;
    }
  }
}

/** A link in the workspace leads out of it: the user sees the target before anything is written there. */
async function agrees(services: Services, directory: string): Promise<boolean> {
  const place = await realPlace(directory);
  if (place === undefined) {
    await tell.error(t('{0} is a link whose target does not exist. Nothing was written.', directory));
    return false;
  }
  const yes = t('Collect There');
  const chosen = await tell.warning(
    t('The results would be written to {0}, outside this workspace.', place),
    { modal: true, detail: t('{0} is, or is inside, a link to that folder.', directory) },
    yes,
  );
  if (chosen !== yes) return false;
  await services.collections.folders.allow(directory, place);
  return true;
}

function progressText(
  { bytes, files, totalBytes, totalFiles }: CollectProgress,
  rate: number | undefined,
): string {
  const so = t(
    '{0} of {1}, {2} of {3}',
    files,
    filesIn(totalFiles),
    formatBytes(bytes),
    formatBytes(totalBytes),
  );
  return rate === undefined ? so : t('{0}, {1}/s', so, formatBytes(Math.round(rate)));
}

/**
 * Next to the sweep file, or in the folder of earlier results; prompts if there is no such folder, or if it contains
 * another sweep's results.
 */
async function directoryFor(services: Services, sweepId: string): Promise<string | undefined> {
  const { folders } = services.collections;
  const holding = await folders.holding(sweepId);
  if (holding !== undefined) return holding;
  const results = folders.inWorkspace(sweepId);
  if (results === undefined) return pickFolder(sweepId);
  const other = await collectedSweepId(results);
  return other === undefined ? results : chooseBeside(results, sweepId, other);
}

/** Runs with the same name would share a folder, and there is one results.csv, so the user has to decide. */
async function chooseBeside(results: string, sweepId: string, other: string): Promise<string | undefined> {
  const own = apart(results, sweepId);
  const chosen = await pick(
    [
      {
        label: t('Into results/{0}', path.basename(own)),
        detail: t('The results of {0} are kept unchanged.', other),
        choose: async () => own,
      },
      {
        label: t('Into results, over {0}', other),
        detail: t(
          'Its results.csv and files with the same name are replaced. Its record keeps them: collect it again to restore them.',
        ),
        choose: async () => results,
      },
      { label: t('Into another folder…'), choose: () => pickFolder(sweepId) },
    ],
    { placeHolder: t('The results folder contains {0}. Select where to save {1}', other, sweepId) },
  );
  return chosen?.choose();
}

async function pickFolder(sweepId: string): Promise<string | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: t('Select a folder for the results of {0}', sweepId),
      openLabel: t('Collect Here'),
    })) ?? [];
  return picked?.fsPath;
}

async function tellOutcome(outcome: CollectOutcome, { id, runs }: SweepView): Promise<void> {
  const table = path.join(outcome.directory, 'results.csv');
  const show = t('Show Results');
  const open = t('Open results.csv');
  const reveal = t('Show Folder');
  const buttons = existsSync(table) ? [show, open, reveal] : [reveal];
  const [note] = outcome.notes;
  const text = [
    t(
      'Collected {0} of {1}: {2}, {3}.',
      outcome.runs,
      runsIn(runs.length),
      filesIn(outcome.files),
      formatBytes(outcome.bytes),
    ),
    ...(outcome.unchanged === 0 ? [] : [t('{0} unchanged.', outcome.unchanged)]),
    ...(note === undefined ? [] : [note]),
  ].join(' ');
  const chosen = await (note === undefined
    ? tell.information(text, ...buttons)
    : tell.warning(text, ...buttons));
  if (chosen === show) await vscode.commands.executeCommand('spawn.showResults', id);
  else if (chosen === open) await vscode.window.showTextDocument(vscode.Uri.file(table));
  else if (chosen === reveal)
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(outcome.directory));
}
