import { t } from '@vscode/l10n';
import type { Provider } from '../../engine/connection';
import type { DeletableSweep, DeletionPreview } from '../../engine/delete/deletion';
import type { Engine } from '../../engine/engine';
import { formatBytes } from '../../text/bytes';
import { objectsIn, runsIn, sweepsIn } from '../../text/counts';
import { whereText } from '../documents/confirmation';
import { pick } from '../pick';
import { withProgress, withProgressIfSlow } from '../progress';
import { readSettings } from '../settings';
import { tell } from '../shown';
import { sweepTargets } from '../sidebar/targets';
import type { Services } from './services';

const day = 86_400_000;

/** Deletes the chosen sweeps with their results, after showing what is lost. */
export async function deleteSweep(services: Services, rows: readonly unknown[]): Promise<void> {
  const targets = await sweepTargets(services, rows);
  for (const provider of ['aws', 'local'] as const) {
    const ids = targets.filter((target) => target.provider === provider).map(({ sweep }) => sweep.id);
    if (ids.length > 0) await deleteThese(services, provider, ids);
  }
}

/** The same for sweeps that were launched long ago. */
export async function deleteOldSweeps(services: Services): Promise<void> {
  const { provider } = readSettings();
  const ages = [30, 90, 180, 365].map((days) => ({ label: t('Older than {0} days', days), days }));
  const age = await pick(ages, { placeHolder: t('Which sweeps do you want to delete?') });
  if (age === undefined) return;
  const { engine } = await services.clouds.of(provider);
  const before = services.clock.now() - age.days * day;
  const sweeps = await withProgressIfSlow(t('Looking for old sweeps'), (signal) => engine.sweeps(signal));
  const ids = sweeps.filter(({ createdAt }) => createdAt < before).map(({ id }) => id);
  if (ids.length === 0) await tell.information(t('No sweep is older than {0} days.', age.days));
  else await deleteThese(services, provider, ids);
}

async function deleteThese(services: Services, provider: Provider, ids: readonly string[]): Promise<void> {
  const { engine } = await services.clouds.of(provider);
  const preview = await withProgressIfSlow(t('Looking at what would be deleted'), (signal) =>
    engine.previewDeletion(ids, signal),
  );
  if (preview.sweeps.length === 0) {
    await tell.warning(preview.refused.map(({ reason }) => reason).join(' '));
    return;
  }
  const chosen = await confirmed(preview, await whereOf(engine, provider));
  if (!chosen) return;
  const { deleted, left } = await withProgress(
    t('Deleting sweeps'),
    { cancellable: true },
    (signal, report) =>
      engine.deleteSweeps(
        preview,
        (done, total) => report(t('{0} of {1}', done, total), done / total),
        signal,
      ),
  );
  services.store.refresh();
  services.log.info('deleted', deleted.map(({ id }) => id).join(' '));
  for (const { id, reason } of left) services.log.warn('not deleted', id, reason);
  const [first] = left;
  if (first !== undefined)
    await tell.warning(t('{0} deleted, {1} not: {2}', sweepsIn(deleted.length), left.length, first.reason));
  else if (deleted.length === 1) await tell.information(t('{0} was deleted.', deleted[0]?.id ?? ''));
  else await tell.information(t('{0} deleted.', sweepsIn(deleted.length)));
}

const whereOf = async (engine: Engine, provider: Provider): Promise<string | undefined> => {
  if (provider === 'local') return undefined;
  const identity = await engine.identity();
  return whereText(identity, [identity.region]);
};

async function confirmed({ refused, sweeps }: DeletionPreview, where: string | undefined): Promise<boolean> {
  const [first] = sweeps;
  const yes = sweeps.length === 1 ? t('Delete Sweep') : t('Delete All');
  const question =
    first !== undefined && sweeps.length === 1
      ? t('Delete {0} with its results?', first.id)
      : t('Delete {0} with their results?', sweepsIn(sweeps.length));
  const detail = [
    ...(where === undefined ? [] : [where]),
    ...sweeps.slice(0, 10).map(lineOf),
    ...(sweeps.length > 10 ? [t('and {0} more', sweeps.length - 10)] : []),
    t('Records, logs, and results are deleted for good: {0}. Files that you collected stay.', sizeOf(sweeps)),
    ...refused.map(({ reason }) => reason),
  ].join('\n');
  return (await tell.warning(question, { modal: true, detail }, yes)) === yes;
}

const lineOf = ({ bytes, id, objects, runs }: DeletableSweep): string =>
  `${id}: ${runsIn(runs)}, ${objectsIn(objects)}, ${formatBytes(bytes)}`;

const sizeOf = (sweeps: readonly DeletableSweep[]): string =>
  formatBytes(sweeps.reduce((sum, { bytes }) => sum + bytes, 0));
