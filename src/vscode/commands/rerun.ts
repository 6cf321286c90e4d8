import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SweepView } from '../../engine/view';
import { tell } from '../shown';
import { isBad } from '../sidebar/states';
import type { World } from '../world';
import { runTargets, sweepTarget } from './targets';

/** Proposes a sweep file of the runs that failed, to be looked over and launched. */
export async function rerunFailed(world: World, argument: unknown): Promise<void> {
  const target = await sweepTarget(world, argument, (sweep) => sweep.runs.some(({ state }) => isBad(state)));
  if (target === undefined) return;
  const failed = target.sweep.runs.filter(({ state }) => isBad(state));
  if (failed.length === 0) {
    await tell.information(t('No run of {0} failed.', target.sweep.id));
    return;
  }
  await propose(
    world,
    target.sweep,
    failed.map(({ name }) => name),
  );
}

/** The same for chosen runs: rows of the tree, or of a results panel. Runs of several sweeps become a file for each. */
export async function rerunChosen(world: World, arguments_: readonly unknown[]): Promise<void> {
  const bySweep = new Map<SweepView, Set<string>>();
  for (const { run, sweep } of runTargets(world, arguments_)) {
    const names = bySweep.get(sweep);
    if (names === undefined) bySweep.set(sweep, new Set([run.name]));
    else names.add(run.name);
  }
  if (bySweep.size === 0)
    await tell.information(t('Choose the runs first, in the tree or in a results panel.'));
  for (const [sweep, names] of bySweep) await propose(world, sweep, [...names]);
}

async function propose(world: World, sweep: SweepView, names: readonly string[]): Promise<void> {
  const { rerunSweep } = await world.sweepFiles.language();
  const content = rerunSweep(
    { text: sweep.fileText, fileName: sweep.fileName },
    new Set(names),
    world.sweepFiles.defaults(sweep.region),
  );
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: 'yaml', content }),
    { preview: false },
  );
}
