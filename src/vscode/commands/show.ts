import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { uriOf } from '../documents/addresses';
import { tell, tellBriefly } from '../shown';
import { instanceTarget, rowOf, runTarget, type SweepTarget, sweepTarget } from '../sidebar/targets';
import type { Services } from './services';
import { documentNamed } from './sweep-file';

export async function showSweep(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument);
  if (target === undefined) return;
  await vscode.commands.executeCommand('spawn.sweeps.focus');
  await services.sidebar.reveal(target.sweep.id);
}

export async function showLog(services: Services, argument: unknown): Promise<void> {
  const target = await runTarget(services, argument);
  if (target === undefined) return;
  await services.documents.show({
    kind: 'log',
    provider: target.provider,
    sweepId: target.sweep.id,
    runName: target.run.name,
  });
}

/** The console output of an instance, which shows why one never reached its script. */
export async function showConsole(services: Services, argument: unknown): Promise<void> {
  const target = await instanceTarget(services, argument);
  if (target === undefined) return;
  const { id, region } = target.instance;
  await services.documents.show({ kind: 'console', provider: target.provider, region, instanceId: id });
}

export async function tailLog(services: Services, argument: unknown): Promise<void> {
  const target = await runTarget(services, argument);
  if (target === undefined) return;
  await services.documents.tail({
    kind: 'log',
    provider: target.provider,
    sweepId: target.sweep.id,
    runName: target.run.name,
  });
}

export async function openLaunchedFile(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument);
  if (target === undefined) return;
  const { provider, sweep } = target;
  await services.documents.show({ kind: 'launched', provider, sweepId: sweep.id, fileName: sweep.fileName });
}

/** The last sweep of a file, for the menus of the file; reports where there is none. */
export async function lastSweepOf(
  { launches, store }: Services,
  file: vscode.Uri,
): Promise<readonly SweepTarget[]> {
  const sweep = launches.lastOf(
    file,
    store.fleet.flatMap(({ sweeps }) => sweeps),
  );
  const found = sweep === undefined ? undefined : store.find(sweep.id);
  if (found === undefined)
    await tell.information(
      t('{0} has no results: it has not been launched yet.', file.path.slice(file.path.lastIndexOf('/') + 1)),
    );
  return found === undefined ? [] : [found];
}

/** The target of a click on a sweep: its results, or its file while it is running. */
export async function openSweep(services: Services, { provider, sweep }: SweepTarget): Promise<void> {
  if (sweep.finished) {
    services.resultsPanels.show([{ provider, sweepId: sweep.id }]);
    return;
  }
  const file = services.launches.fileOf(sweep.id);
  const document = file === undefined ? undefined : await documentNamed(file);
  if (document === undefined)
    await services.documents.show({
      kind: 'launched',
      provider,
      sweepId: sweep.id,
      fileName: sweep.fileName,
    });
  else await vscode.window.showTextDocument(document);
}

export async function compareLaunchedFile(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument);
  if (target === undefined) return;
  const { provider, sweep } = target;
  const now =
    services.launches.fileOf(sweep.id) ??
    (await vscode.workspace.findFiles(`**/${sweep.fileName}`, undefined, 1))[0];
  if (now === undefined) {
    await tell.information(t('{0} is not in this workspace.', sweep.fileName));
    return;
  }
  const launched = uriOf({ kind: 'launched', provider, sweepId: sweep.id, fileName: sweep.fileName });
  await vscode.commands.executeCommand(
    'vscode.diff',
    launched,
    now,
    t('{0}: as launched ↔ now', sweep.fileName),
  );
}

/** The ID of the row's subject: sweep, instance, or a run's instance. */
export async function copyId(services: Services, argument: unknown): Promise<void> {
  const row = rowOf(services, argument);
  if (row?.kind === 'run' && row.run.instance !== undefined) await copy(row.run.instance.id);
  else if (row?.kind === 'instance') await copy(row.instance.id);
  else {
    const target = await sweepTarget(services, argument);
    if (target !== undefined) await copy(target.sweep.id);
  }
}

export async function copyName(services: Services, argument: unknown): Promise<void> {
  const row = rowOf(services, argument);
  if (row?.kind === 'run') await copy(row.run.name);
  else if (row?.kind === 'sweep') await copy(row.sweep.name === '' ? row.sweep.id : row.sweep.name);
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  tellBriefly(t('Copied {0}', text), 3000);
}
