import { type _InstanceType, DescribeSpotPriceHistoryCommand } from '@aws-sdk/client-ec2';
import type { Price } from '../../cost/price';
import { partitionOf } from '../../sweep/partition';
import { abort } from '../abort';
import type { Clients } from '../clients';

/**
 * The current Spot price of each type: the highest one of all zones, since a run can launch in any of them. None if AWS
 * bills in another currency.
 */
export async function spotPrices(
  clients: Clients,
  instanceTypes: readonly string[],
  region: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Price>> {
  if (partitionOf(region).currency !== 'USD') return new Map();
  const command = new DescribeSpotPriceHistoryCommand({
    // The SDK's type lists the instance types of its release; EC2 has newer ones.
    InstanceTypes: instanceTypes.map((type) => type as _InstanceType),
    ProductDescriptions: ['Linux/UNIX'],
    // Starting now: the price in effect, one for each zone.
    StartTime: new Date(),
  });
  const answer = await clients.call({ action: 'DescribeSpotPriceHistory', region }, () =>
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
