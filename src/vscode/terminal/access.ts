import { openSshWay, type SshWay } from '../../engine/connect/way';
import type { InstanceTarget } from '../commands/targets';
import type { World } from '../world';

/** Opens the way to an instance, with the key and the hosts' keys that this extension keeps for its user. */
export async function accessTo(
  world: World,
  { instance, provider }: InstanceTarget,
  signal?: AbortSignal,
): Promise<SshWay> {
  const { engine } = await world.places.of(provider);
  const user = await world.logins.of(engine, instance, signal);
  const way = await openSshWay(engine, instance, { folder: world.storage.fsPath, user }, signal);
  if (way.note !== undefined) world.log.warn('ssh', instance.id, way.note);
  return way;
}
