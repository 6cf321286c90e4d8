import { type _InstanceType, DescribeSpotPriceHistoryCommand } from '@aws-sdk/client-ec2';
import type { Price } from '../../cost/price';
import { partitionOf } from '../../sweep/partition';
import { abort } from '../abort';
import type { Clients } from '../clients';

/** The present spot price of each type: the dearest of the zones, since a run may go to any of them. None where AWS counts in another currency. */
export async function spotPrices(
  clients: Clients,
  instanceTypes: readonly string[],
  region: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Price>> {
  if (partitionOf(region).currency !== 'USD') return new Map();
  const command = new DescribeSpotPriceHistoryCommand({
    // The SDK's type lists the types of its day; EC2 knows newer ones.
    InstanceTypes: instanceTypes.map((type) => type as _InstanceType),
    ProductDescriptions: ['Linux/UNIX'],
    // From now on: the price in force, one for each zone.
    StartTime: new Date(),
  });
  const answer = await clients.told({ action: 'DescribeSpotPriceHistory', region }, () =>
    clients.ec2(region).send(command, abort(signal)),
  );
  const dearest = new Map<string, Price>();
  for (const { InstanceType: type, SpotPrice: text, Timestamp: since } of answer.SpotPriceHistory ?? []) {
    const usdPerHour = Number(text);
    if (type === undefined || !Number.isFinite(usdPerHour)) continue;
    if ((dearest.get(type)?.usdPerHour ?? 0) >= usdPerHour) continue;
    const asOf = (since ?? new Date()).toISOString().slice(0, 10);
    dearest.set(type, { usdPerHour, source: 'DescribeSpotPriceHistory', asOf });
  }
  return dearest;
}
