import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { Failure } from '../../engine/failure';

/** The maximum number of IDs in one call. */
const mostIds = 1000;

/**
 * Terminates these instances. EC2 refuses a whole call if one ID is unknown (or no longer known). Such IDs are removed
 * and the others sent again, since an instance that no longer exists needs no termination.
 */
export async function terminateInstances(
  instanceIds: readonly string[],
  send: (command: TerminateInstancesCommand, count: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < instanceIds.length; start += mostIds) {
    let ids: readonly string[] = instanceIds.slice(start, start + mostIds);
    while (ids.length > 0) {
      try {
        await send(new TerminateInstancesCommand({ InstanceIds: [...ids] }), ids.length);
        break;
      } catch (error) {
        const rest = without(ids, error);
        if (rest.length === ids.length) throw error;
        ids = rest;
      }
    }
  }
}

/** `The instance IDs 'i-1, i-2' do not exist` */
function without(ids: readonly string[], error: unknown): readonly string[] {
  if (!(error instanceof Failure) || !/^InvalidInstanceID\.(NotFound|Malformed)$/.test(error.code))
    return ids;
  const named = new Set(error.message.match(/\bi-[0-9a-zA-Z]+/g) ?? []);
  return ids.filter((id) => !named.has(id));
}
