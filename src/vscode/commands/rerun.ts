import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isTrouble } from '../../engine/job-states';
import type { SweepView } from '../../engine/view';
import { tell } from '../shown';
import { runTargets, sweepTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Creates a sweep file of the failed runs for the user to review and launch. */
export async function rerunFailed(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument, (sweep) =>
    sweep.runs.some(({ state }) => isTrouble(state)),
  );
  if (target === undefined) return;
  const failed = target.sweep.runs.filter(({ state }) => isTrouble(state));
  if (failed.length === 0) {
    await tell.information(t('No run of {0} failed.', target.sweep.id));
    return;
  }
  await propose(
    services,
    target.sweep,
    failed.map(({ name }) => name),
  );
}

/** The same for selected runs: rows of the tree, or of a results panel. Runs of several sweeps become a file for each. */
export async function rerunChosen(services: Services, arguments_: readonly unknown[]): Promise<void> {
  const bySweep = new Map<SweepView, Set<string>>();
  for (const { run, sweep } of runTargets(services, arguments_)) {
    const names = bySweep.get(sweep);
    if (names === undefined) bySweep.set(sweep, new Set([run.name]));
    else names.add(run.name);
  }
  if (bySweep.size === 0)
    await tell.information(t('Select the runs first, in the Sweeps view or in a results panel.'));
  for (const [sweep, names] of bySweep) await propose(services, sweep, [...names]);
}

async function propose(services: Services, sweep: SweepView, names: readonly string[]): Promise<void> {
  const { rerunSweep } = await services.sweepFiles.language();
  const content = rerunSweep(
    { text: sweep.fileText, fileName: sweep.fileName },
    new Set(names),
    services.sweepFiles.defaults(sweep.region),
  );
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: 'yaml', content }),
    { preview: false },
  );
}
