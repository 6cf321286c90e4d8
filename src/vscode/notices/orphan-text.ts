import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/format';
import type { Prices } from '../../cost/price';
import type { Instance } from '../../engine/ports';
import type { PlaceFleet } from '../sidebar/nodes';
import { isLive } from '../sidebar/states';

/** What instances cost while they live. */
export interface HourlyCost {
  /** USD an hour: instances that run, and their public addresses. Spot of unknown price counts as on demand, its upper bound. */
  readonly usd: number;
  /** Instances that run and whose price is unknown. */
  readonly unpriced: number;
}

export function hourlyCost(instances: readonly Instance[], prices: Prices): HourlyCost {
  let usd = 0;
  let unpriced = 0;
  for (const { publicIp, region, spot, state, type } of instances) {
    if (state === 'stopped' || state === 'stopping') continue;
    const onDemand = prices.onDemand(type, region);
    const price = spot ? (prices.spot(type, region) ?? onDemand) : onDemand;
    if (price === undefined) unpriced += 1;
    usd += price?.usdPerHour ?? 0;
    if (publicIp !== undefined) usd += prices.publicIpv4(region)?.usdPerHour ?? 0;
  }
  return { usd, unpriced };
}

/** `At most $0.0416 an hour, volumes apart.` */
export function hourlyText({ unpriced, usd }: HourlyCost): string {
  if (unpriced === 0) return t('At most {0} an hour, volumes apart.', formatUsd(usd));
  return usd === 0
    ? t('Their price is unknown.')
    : t('{0} an hour and more, volumes apart: the price of {1} is unknown.', formatUsd(usd), unpriced);
}

/** What is told of orphans: how many, what they cost, and why they are some. */
export const orphansText = (instances: readonly Instance[], cost: HourlyCost): string =>
  [
    instances.length === 1
      ? t('1 instance of Spawn lives although nobody waits for it.')
      : t('{0} instances of Spawn live although nobody waits for them.', instances.length),
    hourlyText(cost),
  ].join(' ');

/** True where some instance lives whose run is over or not known: whether it is an orphan, the engine can tell. */
export const mayHoldOrphans = ({ instances, sweeps }: PlaceFleet): boolean => {
  const runs = new Map(
    sweeps.flatMap((sweep) =>
      sweep.runs.flatMap((run) => (run.instance === undefined ? [] : [[run.instance.id, run] as const])),
    ),
  );
  return instances.some(({ id, state }) => {
    if (state === 'terminated' || state === 'shutting-down') return false;
    const run = runs.get(id);
    return run === undefined || !isLive(run);
  });
};
