import {
  DescribeAvailabilityZonesCommand,
  DescribeSubnetsCommand,
  type DescribeSubnetsCommandOutput,
} from '@aws-sdk/client-ec2';
import { Failure } from '../../engine/failure';
import { abort } from '../abort';
import type { Clients } from '../clients';

/** Sends a request of this action, within EC2's rate limits. */
type Send = <T>(action: string, send: () => Promise<T>) => Promise<T>;

/**
 * Names of the zones where an instance without its own subnet can be launched: zones with a default subnet. A zone
 * without one refuses every launch. If this user isn't allowed to list subnets, all zones that are available to the
 * account.
 */
export async function launchZones(
  clients: Clients,
  region: string,
  send: Send,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await zonesOfDefaultSubnets(clients, region, send, signal);
  } catch (error) {
    whenDenied(error);
  }
  try {
    return await openZones(clients, region, send, signal);
  } catch (error) {
    whenDenied(error);
    // A user who isn't allowed to list zones launches without naming one.
    return [];
  }
}

async function zonesOfDefaultSubnets(
  clients: Clients,
  region: string,
  send: Send,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const zones = new Set<string>();
  let next: string | undefined;
  do {
    const command = new DescribeSubnetsCommand({
      Filters: [
        { Name: 'default-for-az', Values: ['true'] },
        { Name: 'state', Values: ['available'] },
      ],
      NextToken: next,
    });
    const page: DescribeSubnetsCommandOutput = await send('DescribeSubnets', () =>
      clients.ec2(region).send(command, abort(signal)),
    );
    for (const { AvailabilityZone: zone } of page.Subnets ?? []) if (zone !== undefined) zones.add(zone);
    next = page.NextToken;
  } while (next !== undefined && next !== '');
  return [...zones].sort();
}

async function openZones(
  clients: Clients,
  region: string,
  send: Send,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const command = new DescribeAvailabilityZonesCommand({
    Filters: [
      { Name: 'state', Values: ['available'] },
      { Name: 'zone-type', Values: ['availability-zone'] },
    ],
  });
  const answer = await send('DescribeAvailabilityZones', () =>
    clients.ec2(region).send(command, abort(signal)),
  );
  return (answer.AvailabilityZones ?? []).flatMap((zone) => zone.ZoneName ?? []).sort();
}

function whenDenied(error: unknown): void {
  if (!(error instanceof Failure) || !['permission', 'rejected'].includes(error.kind)) throw error;
}
