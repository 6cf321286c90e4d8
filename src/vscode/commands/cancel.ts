import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import { instancesIn, runsIn } from '../../text/counts';
import { whereText } from '../documents/confirmation';
import { countOf, isUnfinished } from '../fleet/states';
import { atRest } from '../fleet/watcher';
import { withProgress } from '../progress';
import { tell } from '../shown';
import { instanceTarget, instanceTargets, sweepTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Ends a sweep: asks first, with the count and with what is lost. */
export async function cancelSweep(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument, (sweep) => !atRest(sweep));
  if (target === undefined) return;
  const { sweep, provider } = target;
  const strays = sweep.strays ?? [];
  const instances = countOf(sweep.runs, (run) => run.billing) + strays.length;
  const unfinished = countOf(sweep.runs, isUnfinished);
  const waiting = countOf(sweep.runs, (run) => run.state === 'queued');
  const all = t('Terminate {0}', instancesIn(instances));
  const keep = t('Only stop launching');
  const { engine } = await services.clouds.of(provider);
  const detail = [
    ...(provider === 'local'
      ? []
      : [
          whereText(
            await engine.identity(),
            [...sweep.runs, ...strays].map(({ region }) => region),
          ),
        ]),
    sweep.bucket === undefined
      ? t('The sweep has no bucket: results that you have not collected from its instances are lost.')
      : t(
          '{0} of {1} will not finish: results that they have not uploaded are lost.',
          unfinished,
          runsIn(sweep.runs.length),
        ),
    ...strays.map(({ id }) => t('{0} has the tags of this sweep but is not one of its runs.', id)),
    ...(waiting === 0 ? [] : [t('{0} are not launched yet and will not be.', waiting)]),
    ...(provider === 'local'
      ? []
      : [t('Cost so far: {0}. Uploaded results are kept.', formatUsd(sweep.accruedUsd))]),
  ].join('\n');
  const chosen = await tell.warning(
    t('Cancel {0}?', sweep.id),
    { modal: true, detail },
    all,
    ...(waiting > 0 || sweep.resumable ? [keep] : []),
  );
  if (chosen === undefined) return;
  const outcome = await withProgress(t('Canceling {0}', sweep.id), { cancellable: false }, (signal) =>
    engine.cancel(sweep.id, { keepRunning: chosen === keep }, signal),
  );
  services.store.accept(provider, outcome.view);
  await tell.information(
    chosen === keep
      ? t('{0} launches no more runs. Running instances continue.', sweep.id)
      : t('{0} is canceled: {1} terminated.', sweep.id, instancesIn(outcome.terminated)),
  );
}

/** Terminates instances, after asking. */
export async function terminate(services: Services, rows: readonly unknown[]): Promise<void> {
  const [first, ...others] =
    rows.length > 1 ? await instanceTargets(services, rows) : [await instanceTarget(services, rows[0])];
  if (first === undefined) return;
  const { provider } = first;
  const targets = [first, ...others.flatMap((one) => (one?.provider === provider ? [one] : []))];
  const instances = targets.map(({ instance }) => instance);
  const yes = t('Terminate {0}', instancesIn(instances.length));
  const { engine } = await services.clouds.of(provider);
  const regions = instances.map(({ region }) => region);
  const chosen = await tell.warning(
    instances.length === 1
      ? t('Terminate {0} ({1})?', first.name, first.instance.id)
      : t('Terminate {0}?', instancesIn(instances.length)),
    {
      modal: true,
      detail: [
        ...(provider === 'local' ? [] : [whereText(await engine.identity(), regions)]),
        instances.length === 1
          ? t(
              '{0} in {1}. Results that it has not uploaded are lost.',
              first.instance.type,
              first.instance.region,
            )
          : t(
              '{0}. Results that they have not uploaded are lost.',
              targets.map(({ name }) => name).join(', '),
            ),
      ].join('\n'),
    },
    yes,
  );
  if (chosen !== yes) return;
  const title = t(
    'Terminating {0}',
    instances.length === 1 ? first.instance.id : instancesIn(instances.length),
  );
  await withProgress(title, { cancellable: false }, (signal) => engine.terminate(instances, signal));
  services.store.refresh();
}
