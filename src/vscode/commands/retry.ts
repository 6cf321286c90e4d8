import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import type { RetryPreview } from '../../engine/engine';
import { isTrouble, nameOfState, orderedStates } from '../../engine/job-states';
import { runsIn } from '../../text/counts';
import { formatSeconds } from '../../text/durations';
import { whereText } from '../documents/confirmation';
import { withProgress } from '../progress';
import { tell } from '../shown';
import { waitsForDriver } from '../sidebar/row-appearance';
import { sweepTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Number of runs listed one by one before the question gets too long to read. */
const mostRuns = 8;

/** Launches another attempt of the runs of a sweep that did not succeed, after asking. */
export async function retryFailed(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument, (sweep) =>
    sweep.runs.some(({ state }) => isTrouble(state)),
  );
  if (target === undefined) return;
  const { provider, sweep } = target;
  const { engine } = await services.clouds.of(provider);
  const preview = await withProgress(t('Reading {0}', sweep.id), { cancellable: true }, (signal) =>
    engine.previewRetry(sweep.id, { states: orderedStates.filter(isTrouble) }, signal),
  );
  if (preview.runs.length === 0) {
    await tell.information(nothingText(preview));
    return;
  }
  if (!(await agreed(preview, provider, sweep.region))) return;
  const outcome = await withProgress(
    t('Retrying runs of {0}', sweep.id),
    { cancellable: true },
    (signal, report) =>
      engine.retry(
        preview,
        ({ failed, launched, message, size }) => report(message, (launched + failed) / size),
        signal,
      ),
  );
  services.store.accept(provider, outcome.view);
  services.drivers.start(provider, sweep.id);
}

/** Launches the further attempts that runs of a sweep wait for, as its file says, until every job has ended. */
export async function driveSweep(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument, waitsForDriver);
  if (target !== undefined) services.drivers.start(target.provider, target.sweep.id);
}

async function agreed(preview: RetryPreview, provider: Provider, region: string): Promise<boolean> {
  const { runs } = preview;
  const yes = t('Retry {0}', runsIn(runs.length));
  const listed = runs
    .slice(0, mostRuns)
    .map(({ attempt, name, state, ttlSeconds, usd }) =>
      [
        t('{0}: {1}, attempt {2}', name, nameOfState(state), attempt),
        ttlSeconds === undefined ? t('no end') : t('up to {0}', formatSeconds(ttlSeconds)),
        ...(provider === 'local' || usd === undefined ? [] : [t('up to {0}', formatUsd(usd))]),
      ].join(' · '),
    );
  const more = runs.length - listed.length;
  const detail = [
    ...listed,
    ...(more === 0 ? [] : [t('and {0} more', more)]),
    '',
    t('Maximum cost: {0}', costOf(preview, provider)),
    ...(provider === 'local' ? [] : [whereText(preview.identity, [region])]),
    ...preview.refused.slice(0, mostRuns).map(({ name, reason }) => `${name}: ${reason}`),
  ].join('\n');
  const message = t('Launch another attempt of {0} of {1}?', runsIn(runs.length), preview.sweepId);
  return (await tell.warning(message, { modal: true, detail }, yes)) === yes;
}

function costOf({ runs }: RetryPreview, provider: Provider): string {
  if (provider === 'local') return t('none, the local cloud is free');
  if (runs.some(({ ttlSeconds }) => ttlSeconds === undefined))
    return t('unknown: runs without a ttl have no end');
  const known = formatUsd(runs.reduce((sum, { usd = 0 }) => sum + usd, 0));
  const unpriced = runs.filter(({ usd }) => usd === undefined).length;
  return unpriced === 0 ? known : t('{0} + {1} of unknown price', known, runsIn(unpriced));
}

function nothingText({ refused, sweepId }: RetryPreview): string {
  const [first] = refused;
  return first === undefined
    ? t('{0} has no run to retry.', sweepId)
    : t('No run of {0} can be retried. {1}: {2}', sweepId, first.name, first.reason);
}
