import { t } from '@vscode/l10n';
import { knownHostLines, type SshTarget } from '../../engine/connect/ssh';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import type { InstanceTarget } from '../commands/targets';
import type { World } from '../world';
import { keyIn } from './key';

/** The user that Amazon Linux has. */
const user = 'ec2-user';

/** @throws Failure where ssh cannot reach an instance, with the reason. */
export function reachable(name: string, { publicIp, state }: Instance): string {
  if (state !== 'running')
    throw new Failure(
      'unavailable',
      'NotRunning',
      t('{0} is {1}, so nobody can connect to it. What it uploaded can be collected.', name, state),
    );
  if (publicIp === undefined)
    throw new Failure(
      'unavailable',
      'NoPublicAddress',
      t('{0} has no public address, so ssh cannot reach it. Use Session Manager in the AWS console.', name),
    );
  return publicIp;
}

/** How ssh reaches an instance, and a sentence about what could not be prepared. */
export interface Access {
  readonly ssh: SshTarget;
  readonly note?: string;
}

/** Opens the way to an instance: this machine's address is let in, and this user's key for a minute. */
export async function accessTo(
  world: World,
  { instance, name, provider }: InstanceTarget,
  signal?: AbortSignal,
): Promise<Access> {
  const ssh: SshTarget = { instanceId: instance.id, host: reachable(name, instance), user };
  const key = await keyIn(`${world.storage.fsPath}/ssh`);
  const { engine } = await world.places.of(provider);
  try {
    const login = key === undefined ? { user } : { user, publicKey: key.publicKey };
    await engine.openSsh(instance, login, signal);
    return { ssh: key === undefined ? ssh : { ...ssh, identityFile: key.identityFile } };
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
    // Its own security groups and key pair may let ssh in all the same.
    world.log.warn('ssh', instance.id, error.message);
    return {
      ssh,
      note: t('The way to {0} could not be prepared, and ssh may not get in: {1}', name, error.message),
    };
  }
}

/** Lines of a known-hosts file for an instance; none while it has not published its keys. */
export async function publishedKeys(
  world: World,
  { instance, provider }: InstanceTarget,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { 'sweep:id': sweepId, Name: runName } = instance.tags;
  if (sweepId === undefined || runName === undefined || !/^[\w.-]+$/.test(sweepId)) return [];
  const { engine } = await world.places.of(provider);
  const published = await engine.hostKeys(sweepId, runName, signal);
  return published === undefined ? [] : knownHostLines(instance.id, published);
}
