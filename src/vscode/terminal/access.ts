import { openSshRoute, type SshRoute } from '../../engine/connect/ssh-route';
import type { InstanceTarget } from '../sidebar/targets';
import type { TerminalServices } from './services';

/** Opens the way to an instance, with the key and the hosts' keys that this extension keeps for its user. */
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
