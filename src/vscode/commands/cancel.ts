import { t } from '@vscode/l10n';
import type { Provider } from '../../engine/connection';
import type { Instance } from '../../engine/ports';
import type { SweepView } from '../../engine/view';
import { instancesIn } from '../../text/counts';
import { cancelQuestion } from '../documents/cancel-question';
import { whereText } from '../documents/confirmation';
import { countOf } from '../fleet/states';
import { atRest } from '../fleet/watcher';
import { withProgress } from '../progress';
import { tell } from '../shown';
import { alreadyTerminated, type InstanceTarget, instanceTargets, sweepTarget } from '../sidebar/targets';
import type { Services } from './services';

/** Ends a sweep: asks first, with the count and with what is lost. */
export async function cancelSweep(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument, (sweep) => !atRest(sweep));
  if (target === undefined) return;
  const { sweep, provider } = target;
  if (atRest(sweep) && (sweep.strays ?? []).length === 0) {
    await tell.information(t('{0} has already finished, and none of its instances is running.', sweep.id));
    return;
  }
  const keep = t('Only Stop Launching');
  const wasFinished = sweep.finished;
  const { engine } = await services.clouds.of(provider);
  const where = provider === 'local' ? undefined : whereText(await engine.identity(), regionsOf(sweep));
  const { detail, message, yes } = cancelQuestion(sweep, provider, where);
  const waiting = countOf(sweep.runs, (run) => run.state === 'queued');
  const chosen = await tell.warning(
    message,
    { modal: true, detail },
    yes,
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
      : wasFinished
        ? t('{0} of {1} terminated.', instancesIn(outcome.terminated), sweep.id)
        : t('{0} is canceled: {1} terminated.', sweep.id, instancesIn(outcome.terminated)),
  );
}

const regionsOf = ({ runs, strays = [] }: SweepView): readonly string[] =>
  [...runs, ...strays].map(({ region }) => region);

/** Terminates instances, after asking. Those of AWS and of the local cloud are confirmed separately. */
export async function terminate(services: Services, rows: readonly unknown[]): Promise<void> {
  const targets = await instanceTargets(services, rows);
  const running = targets.filter(({ instance }) => !isEnding(instance));
  const [ended] = targets;
  if (ended !== undefined && running.length === 0) {
    await tell.information(
      targets.length === 1
        ? alreadyTerminated(ended.name)
        : t('{0} are already terminated.', instancesIn(targets.length)),
    );
    return;
  }
  for (const provider of ['aws', 'local'] as const)
    await terminateIn(
      services,
      provider,
      running.filter((target) => target.provider === provider),
    );
}

const isEnding = ({ state }: Instance): boolean => state === 'terminated' || state === 'shutting-down';

async function terminateIn(
  services: Services,
  provider: Provider,
  targets: readonly InstanceTarget[],
): Promise<void> {
  const [first] = targets;
  if (first === undefined) return;
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
