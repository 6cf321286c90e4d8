import { t } from '@vscode/l10n';
import type { Estimate } from '../../cost/estimate';
import { formatUsd, formatUsdPerHour } from '../../cost/money';
import type { Prices } from '../../cost/price';
import type { LaunchShape } from '../../plan/plan';
import type { Sweep } from '../../sweep/run';

/** What a user should know of the runs before they cost, a sentence each. */
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
        'Role {0} is yours: it must let its instances write to the bucket as docs/aws.md says, or logs and results are lost.',
        role,
      ),
    ),
    ...(endless === 0
      ? []
      : [t('{0} of {1} runs have no ttl: their bill has no end.', endless, sweep.runs.length)]),
    ...(afar === 0 || bucketRegion === undefined
      ? []
      : [
          t(
            '{0} of {1} runs are in another region than the bucket, {2}: what they upload, and their log each time it has grown, is traffic between regions, about $0.02 a GB, which the estimate leaves out.',
            afar,
            sweep.runs.length,
            bucketRegion,
          ),
        ]),
    ...(stopping.runs === 0
      ? []
      : [
          t(
            'With on_complete: stop, {0} instances stop with their jobs. Their disks cost {1} a month until the instances are terminated, which Spawn does, with all that is on them, once their ttl is over and somebody looks: spawn status, or VS Code.',
            stopping.runs,
            formatUsd(stopping.usdPerMonth),
          ),
        ]),
    ...(silent === 0
      ? []
      : [
          t(
            '{0} of {1} runs have no user_data: their instances start and do nothing.',
            silent,
            sweep.runs.length,
          ),
        ]),
  ];
}

/**
 * Spot runs that would wait, for how long nobody knows: all their types cost more now than `spot_max_price`. A sentence;
 * undefined where none would.
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
            'spot_max_price is {0}, and {1} costs {2} an hour on the spot market in {3} now: no instance starts before its price falls.',
            formatUsdPerHour(spotMaxPrice),
            cheapest.type,
            formatUsdPerHour(cheapest.price.usdPerHour),
            region,
          ),
        ];
  });
  return sentences.length === 0 ? undefined : [...new Set(sentences)].join(' ');
}
