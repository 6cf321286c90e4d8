import { t } from '@vscode/l10n';
import type { Estimate } from '../../cost/estimate';
import { formatUsd, formatUsdPerHour } from '../../cost/money';
import type { Prices } from '../../cost/price';
import type { LaunchShape } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';

/** Information about the runs before they cost money, a sentence each. */
/** @param bucketRegion undefined: the sweep has no bucket */
export function cautions(
  sweep: Sweep,
  { endless, stopping }: Estimate,
  bucketRegion: string | undefined,
): readonly string[] {
  const afar = sweep.runs.filter(
    ({ settings }) => bucketRegion !== undefined && settings.region !== bucketRegion,
  ).length;
  const silent = sweep.runs.filter((run) => run.settings.userData === undefined).length;
  const roles = new Set(sweep.runs.flatMap(({ settings }) => settings.iamRole ?? []));
  return [
    ...(bucketRegion === undefined ? [] : [...roles]).map((role) =>
      t(
        'You manage role {0}: it must let its instances write to the bucket as described in docs/aws.md, or logs and results are lost.',
        role,
      ),
    ),
    ...(endless === 0
      ? []
      : [t('{0} of {1} runs have no ttl: their cost is unlimited.', endless, sweep.runs.length)]),
    ...(afar === 0 || bucketRegion === undefined
      ? []
      : [
          t(
            "{0} of {1} runs aren't in the region of the bucket, {2}: their results, and their log each time it grows, are transferred between regions at about $0.02 per GB, which the estimate doesn't include.",
            afar,
            sweep.runs.length,
            bucketRegion,
          ),
        ]),
    ...(stopping.runs === 0
      ? []
      : [
          t(
            'With on_complete: stop, {0} instances stop when their jobs end. Their disks cost {1} per month until the instances are terminated. Spawn terminates them and deletes their disks after their ttl, the next time that someone opens VS Code or runs spawn status.',
            stopping.runs,
            formatUsd(stopping.usdPerMonth),
          ),
        ]),
    ...(silent === 0
      ? []
      : [
          t(
            '{0} of {1} runs have no user_data: their instances start but run nothing.',
            silent,
            sweep.runs.length,
          ),
        ]),
  ];
}

/**
 * Spot runs that would wait for an unknown time, since the current price of all their types is above `spot_max_price`.
 * A sentence; undefined if there are none.
 */
export function tooLowFor(shapes: readonly LaunchShape[], prices: Prices): string | undefined {
  const sentences = shapes.flatMap(({ instanceTypes, region, spot, spotMaxPrice }) => {
    if (!spot || spotMaxPrice === undefined) return [];
    const present = instanceTypes.map((type) => ({ type, price: prices.spot(type, region) }));
    const known = present.flatMap(({ price, type }) => (price === undefined ? [] : [{ type, price }]));
    if (known.length < present.length || known.some(({ price }) => price.usdPerHour <= spotMaxPrice))
      return [];
    const [cheapest] = known.toSorted((a, b) => a.price.usdPerHour - b.price.usdPerHour);
    return cheapest === undefined
      ? []
      : [
          t(
            'spot_max_price is {0}, and {1} currently costs {2} per hour on the spot market in {3}: no instance starts until the price falls.',
            formatUsdPerHour(spotMaxPrice),
            cheapest.type,
            formatUsdPerHour(cheapest.price.usdPerHour),
            region,
          ),
        ];
  });
  return sentences.length === 0 ? undefined : [...new Set(sentences)].join(' ');
}
