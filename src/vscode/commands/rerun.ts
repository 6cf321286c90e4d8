import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SweepView } from '../../engine/view';
import { isBad } from '../sidebar/states';
import type { World } from '../world';
import { rowOf, sweepTarget } from './targets';

/** Proposes a sweep file of the runs that failed, to be looked over and launched. */
export async function rerunFailed(world: World, argument: unknown): Promise<void> {
  const target = await sweepTarget(world, argument, (sweep) => sweep.runs.some(({ state }) => isBad(state)));
  if (target === undefined) return;
  const failed = target.sweep.runs.filter(({ state }) => isBad(state));
  if (failed.length === 0) {
    await vscode.window.showInformationMessage(t('No run of {0} failed.', target.sweep.id));
    return;
  }
  await propose(
    world,
    target.sweep,
    failed.map(({ name }) => name),
  );
}

/** The same for the run of a row. */
export async function rerunRun(world: World, argument: unknown): Promise<void> {
  const row = rowOf(world, argument);
  if (row?.kind === 'run') await propose(world, row.sweep, [row.run.name]);
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
  );
}
