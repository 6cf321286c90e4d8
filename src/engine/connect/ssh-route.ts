import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Engine } from '../engine';
import { Failure } from '../failure';
import type { Instance } from '../ports';
import { keyIn } from './key';
import { keepKnownHosts, publishedKeys } from './known-hosts';
import type { Login } from './login';
import { loginUserOf, usualUser } from './login-user';
import type { SshTarget } from './ssh';

/** How ssh reaches an instance, and a sentence about what could not be prepared. */
export interface SshRoute {
  readonly ssh: SshTarget;
  /** Lines of a known-hosts file; none before the instance has published its keys. */
  readonly keys: readonly string[];
  readonly note?: string;
}

/** @throws Failure NotRunning, NoPublicAddress: ssh cannot reach this instance, with the reason. */
function addressOf(instance: Instance): string {
  const { id, publicIp, state, tags } = instance;
  const name = tags['Name'] ?? id;
  if (state !== 'running')
    throw new Failure(
      'unavailable',
      'NotRunning',
      t("{0} is {1}, so you can't connect to it. Files that it uploaded can be collected.", name, state),
    );
  if (publicIp === undefined)
    throw new Failure(
      'unavailable',
      'NoPublicAddress',
      t("{0} has no public address, so SSH can't reach it. Connect uses Session Manager instead.", name),
    );
  return publicIp;
}

/**
 * Prepares an instance for ssh and scp: allows this machine's address, and this user's key for a minute. The host keys that the
 * instance published are written to a known-hosts file, so that ssh accepts no other host. Without `knownHostsFile`, it published
 * none, and ssh asks. If the preparation fails, `note` describes why: the instance may still accept ssh.
 * @throws Failure NotRunning, NoPublicAddress, or the failure of reading the published keys
 */
export async function openSshRoute(
  engine: Pick<Engine, 'hostKeys' | 'loginUser' | 'openSsh'>,
  instance: Instance,
  { folder, identityFile, user: wanted }: Login,
  signal?: AbortSignal,
): Promise<SshRoute> {
  const host = addressOf(instance);
  const user = wanted ?? (await loginUserOf(engine, instance, folder, signal)) ?? usualUser;
  const keys = await publishedKeys(engine, instance, signal);
  const knownHostsFile = await keepKnownHosts(path.join(folder, 'known-hosts'), instance, keys);
  const target: SshTarget = {
    instanceId: instance.id,
    host,
    user,
    ...(instance.sshPort === undefined ? {} : { port: instance.sshPort }),
    ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
    ...(identityFile === undefined ? {} : { identityFile }),
  };
  const key = identityFile === undefined ? await keyIn(path.join(folder, 'ssh')) : undefined;
  try {
    const login = key === undefined ? { user } : { user, publicKey: key.publicKey };
    await engine.openSsh(instance, login, signal);
    return { ssh: key === undefined ? target : { ...target, identityFile: key.identityFile }, keys };
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
    const name = instance.tags['Name'] ?? instance.id;
    return {
      ssh: target,
      keys,
      note: t("The connection to {0} couldn't be prepared, and SSH might fail: {1}", name, error.message),
    };
  }
}
