import { t } from '@vscode/l10n';
import type { Instance } from '../../engine/ports';
import { instancesIn } from '../../text/counts';
import { formatMilliseconds } from '../../text/durations';
import { whereText } from '../documents/confirmation';
import { hourlyCost, hourlyText } from '../notices/orphan-text';
import { pickSeveral } from '../pick';
import { withProgress, withProgressIfSlow } from '../progress';
import { tell } from '../shown';
import { onOneLine } from '../sidebar/row-appearance';
import type { Services } from './services';

/** Finds orphaned instances in every region in use and offers to terminate them. */
export async function findOrphans(services: Services): Promise<void> {
  const { engine, provider } = await services.clouds.configured();
  const { identity, orphans } = await withProgressIfSlow(
    t('Looking for orphaned instances'),
    async (signal) => ({
      identity: await engine.identity(signal),
      orphans: await engine.orphans(signal),
    }),
  );
  if (orphans.length === 0) {
    await tell.information(
      t(
        'No orphaned instances found: each running instance belongs to a sweep in progress or is meant to be kept.',
      ),
    );
    return;
  }
  const chosen = await choose(orphans, services.clock.now());
  if (chosen === undefined || chosen.length === 0) return;
  const { prices } = await services.sweepFiles.language();
  const yes = t('Terminate {0}', instancesIn(chosen.length));
  const detail = [
    ...(provider === 'local'
      ? []
      : [
          whereText(
            identity,
            chosen.map(({ region }) => region),
          ),
          hourlyText(hourlyCost(chosen, prices)),
        ]),
    t(
      'Their sweep has ended, was canceled, or is unknown here: a sweep of another results bucket may belong to someone else. Results that they have not uploaded are lost.',
    ),
  ].join('\n');
  const question =
    chosen.length === 1
      ? t('Terminate 1 orphaned instance?')
      : t('Terminate {0} orphaned instances?', chosen.length);
  if ((await tell.warning(question, { modal: true, detail }, yes)) !== yes) return;
  await withProgress(t('Terminating {0}', instancesIn(chosen.length)), { cancellable: false }, (signal) =>
    engine.terminate(chosen, signal),
  );
  services.store.refresh();
  await tell.information(
    chosen.length === 1 ? t('1 instance is terminated.') : t('{0} instances are terminated.', chosen.length),
  );
}

async function choose(orphans: readonly Instance[], now: number): Promise<readonly Instance[] | undefined> {
  const items = orphans.map((instance) => ({
    label: onOneLine(instance.tags['Name'] ?? instance.id),
    description: [instance.id, instance.type, instance.region, onOneLine(instance.state)].join(' · '),
    detail: [
      onOneLine(instance.tags['sweep:id'] ?? t('no sweep')),
      t('launched {0} ago', formatMilliseconds(now - instance.launchedAt)),
    ].join(' · '),
    picked: true,
    instance,
  }));
  const picked = await pickSeveral(items, {
    placeHolder: t('Select instances to terminate'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.map(({ instance }) => instance);
}
