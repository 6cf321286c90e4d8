import path from 'node:path';
import { t } from '@vscode/l10n';
import { forgetHosts, writeHosts } from '../../engine/connect/host-files';
import { hostAlias } from '../../engine/connect/ssh-config';
import type { SshRoute } from '../../engine/connect/ssh-route';
import { Failure } from '../../engine/failure';
import { homeFolder } from '../../engine/state-folder';
import type { RunView } from '../../engine/view';
import { atRest } from '../fleet/watcher';
import { withProgress } from '../progress';
import { tell } from '../shown';
import { type InstanceTarget, type SweepTarget, sweepTarget } from '../sidebar/targets';
import { accessTo } from '../terminal/access';
import type { Services } from './services';

/** Maximum number of instances that are prepared at the same time. */
const atOnce = 8;

/** Writes the running instances of a sweep to ssh's configuration, which Remote-SSH also reads. Confirms first. */
export async function addToSshConfig(services: Services, argument: unknown): Promise<void> {
  const target = await sweepTarget(services, argument, ({ runs }) => runs.some(isReachable));
  if (target === undefined) return;
  const instances = runningOf(target);
  const { id } = target.sweep;
  if (instances.length === 0 || !/^[\w.-]+$/.test(id))
    throw new Failure(
      'unavailable',
      'NotRunning',
      t('{0} has no running instance with a public address.', id),
    );
  const sshFolder = path.join(homeFolder(), '.ssh');
  const yes = t('Add {0} Hosts', instances.length);
  const detail = [
    t(
      '{0} gets an entry for each running instance, and {1} a line that includes that file.',
      path.join(sshFolder, 'spawn', `${id}.conf`),
      path.join(sshFolder, 'config'),
    ),
    t(
      'Each instance allows SSH from this machine and accepts your key for one minute. After that, only the key pair in key_name works. Connect renews the minute.',
    ),
  ].join('\n');
  const chosen = await tell.information(
    t('Add the instances of {0} to your SSH configuration?', id),
    { modal: true, detail },
    yes,
  );
  if (chosen !== yes) return;
  const prepared = await withProgress(t('Preparing SSH'), { cancellable: true }, (signal) =>
    prepare(services, instances, signal),
  );
  await writeHosts(
    sshFolder,
    id,
    prepared.map(({ alias, keys, ssh }) => ({ ...ssh, alias, keys })),
  );
  await forgetHosts(sshFolder, (sweepId) => {
    const sweep = services.store.find(sweepId)?.sweep;
    return sweep !== undefined && atRest(sweep);
  });
  const note = prepared.find((route) => route.note !== undefined)?.note;
  if (note !== undefined) await tell.warning(note);
  else
    await tell.information(
      t('{0} hosts are in your SSH configuration, including {1}.', prepared.length, prepared[0]?.alias ?? ''),
    );
}

const isReachable = ({ instance }: Pick<RunView, 'instance'>): boolean =>
  instance?.state === 'running' && instance.publicIp !== undefined;

const runningOf = ({ provider, sweep }: SweepTarget): readonly InstanceTarget[] =>
  sweep.runs
    .filter(isReachable)
    .flatMap(({ instance, name }) => (instance === undefined ? [] : [{ provider, instance, name }]));

interface Prepared extends SshRoute {
  readonly alias: string;
}

async function prepare(
  services: Services,
  targets: readonly InstanceTarget[],
  signal: AbortSignal,
): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  // The first one alone, since it creates the key and the security group that the others share.
  for (let from = 0, to = 1; from < targets.length; from = to, to += atOnce) {
    const some = targets.slice(from, to).map(async (target): Promise<Prepared> => {
      const alias = hostAlias(target.name, target.instance.tags['sweep:id'] ?? target.instance.id);
      return { alias, ...(await accessTo(services, target, signal)) };
    });
    prepared.push(...(await Promise.all(some)));
  }
  return prepared;
}
