import { openSshRoute, type SshRoute } from '../../engine/connect/ssh-route';
import type { InstanceTarget } from '../sidebar/targets';
import type { TerminalServices } from './services';

/** Prepares access to an instance, with the ssh key and the known host keys of this user. */
export async function accessTo(
  services: TerminalServices,
  { instance, provider }: InstanceTarget,
  signal?: AbortSignal,
): Promise<SshRoute> {
  const { engine } = await services.clouds.of(provider);
  const user = await services.logins.of(engine, instance, signal);
  const route = await openSshRoute(engine, instance, { folder: services.storage.fsPath, user }, signal);
  if (route.note !== undefined) services.log.warn('ssh', instance.id, route.note);
  return route;
}
