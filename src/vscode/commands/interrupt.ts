import { t } from '@vscode/l10n';
import { interruptQuestion } from '../documents/interrupt-question';
import { tell } from '../shown';
import { livingTargets } from '../sidebar/targets';
import type { Services } from './services';

/** Interrupts spot instances of the local cloud as EC2 does, so that users can test how their script continues. */
export async function simulateInterruption(services: Services, rows: readonly unknown[]): Promise<void> {
  const targets = await livingTargets(services, rows);
  if (targets.length === 0) return;
  const local = targets.filter(({ provider }) => provider === 'local');
  const spot = local.filter(({ instance }) => instance.spot);
  if (spot.length === 0) {
    await tell.information(
      local.length === 0
        ? t('Only instances of the local cloud can be interrupted.')
        : t('Only spot instances can be interrupted. Launch the sweep with `spot: true` or `spot: prefer`.'),
    );
    return;
  }
  const { detail, message, yes } = interruptQuestion(
    spot.map(({ name }) => name),
    local.length - spot.length,
  );
  if ((await tell.warning(message, { modal: true, detail }, yes)) !== yes) return;
  const interrupted = await services.clouds.interruptLocal(spot.map(({ instance }) => instance.id));
  services.store.refresh();
  if (interrupted.length === 0)
    await tell.information(t('No instance was interrupted: each has a notice already, or has ended.'));
}
