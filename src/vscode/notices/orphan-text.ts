import { t } from '@vscode/l10n';
import { creditRuleOf } from '../../cost/credits';
import { formatUsd } from '../../cost/money';
import type { Prices } from '../../cost/price';
import type { Instance } from '../../engine/ports';
import type { PlaceFleet } from '../fleet/nodes';
import { isUnfinished } from '../fleet/states';

/** Cost of instances while they are running. */
export interface HourlyCost {
  /** Maximum USD per hour of running instances, with CPU credits and public addresses. Spot counts as On-Demand, its upper bound. */
  readonly usd: number;
  /** Running instances with an unknown price. */
  readonly unpriced: number;
  /** Stopped instances, whose volumes cost money. */
  readonly stopped: number;
}

export function hourlyCost(instances: readonly Instance[], prices: Prices): HourlyCost {
  let [usd, unpriced, stopped] = [0, 0, 0];
  for (const { publicIp, region, state, type } of instances) {
    if (state === 'stopped' || state === 'stopping') {
      stopped += 1;
      continue;
    }
    const price = prices.onDemand(type, region) ?? prices.spot(type, region);
    if (price === undefined) unpriced += 1;
    else usd += price.usdPerHour + (creditRuleOf(type)?.usdPerHour ?? 0);
    if (publicIp !== undefined) usd += prices.publicIpv4(region)?.usdPerHour ?? 0;
  }
  return { usd, unpriced, stopped };
}

/** `At most $0.1316 an hour, volumes apart.` */
export function hourlyText({ stopped, unpriced, usd }: HourlyCost): string {
  const disks = stopped === 0 ? [] : [t('{0} are stopped, and their disks incur charges.', stopped)];
  if (usd === 0 && unpriced === 0) return disks.join(' ');
  const running =
    unpriced === 0
      ? t('Up to {0} per hour, excluding volumes.', formatUsd(usd))
      : usd === 0
        ? t('Their price is unknown.')
        : t(
            '{0} or more per hour, excluding volumes: the price of {1} is unknown.',
            formatUsd(usd),
            unpriced,
          );
  return [running, ...disks].join(' ');
}

/** The message about orphaned instances: how many, their cost, and why they are orphaned. */
export const orphansText = (instances: readonly Instance[], cost: HourlyCost): string =>
  [
    instances.length === 1
      ? t('1 orphaned instance is still running.')
      : t('{0} orphaned instances are still running.', instances.length),
    hourlyText(cost),
  ].join(' ');

/** True if an instance is running whose run is over or unknown: the engine decides whether it is orphaned. */
export const mayHoldOrphans = ({ instances, sweeps }: PlaceFleet): boolean => {
  const runs = new Map(
    sweeps.flatMap((sweep) =>
      sweep.runs.flatMap((run) => (run.instance === undefined ? [] : [[run.instance.id, run] as const])),
    ),
  );
  return instances.some(({ id, state }) => {
    if (state === 'terminated' || state === 'shutting-down') return false;
    const run = runs.get(id);
    return run === undefined || !isUnfinished(run) || run.overdue === true;
  });
};
