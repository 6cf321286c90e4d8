import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { PlaceFleet } from '../fleet/nodes';

/** An instance on AWS that is running after its TTL. */
export interface Overdue {
  readonly instanceId: string;
  readonly name: string;
  readonly sweepId: string;
  /** Maximum USD; undefined if the price is unknown. */
  readonly hourlyUsd?: number | undefined;
}

/** The overdue instances of all sweeps on AWS. Stopped ones that Spawn terminates itself don't appear for long. */
export const overdueIn = (fleet: readonly PlaceFleet[]): readonly Overdue[] =>
  fleet
    .filter(({ provider }) => provider === 'aws')
    .flatMap(({ sweeps }) => sweeps)
    .flatMap(({ id: sweepId, runs }) =>
      runs.flatMap(({ hourlyUsd, instance, name, overdue }) =>
        overdue !== true || instance === undefined
          ? []
          : [{ instanceId: instance.id, name, sweepId, hourlyUsd }],
      ),
    );

/** The instances, since when they are overdue, and their cost: sentences. */
export function overdueText(instances: readonly Overdue[]): string {
  const usd = instances.reduce((sum, { hourlyUsd }) => sum + (hourlyUsd ?? 0), 0);
  const [first, ...others] = instances.map(({ name, sweepId }) => t('{0} of {1}', name, sweepId));
  const which = others.length === 0 ? (first ?? '') : t('{0} and {1} more', first ?? '', others.length);
  return [
    instances.length === 1
      ? t('An instance is still running past its TTL: {0}.', which)
      : t('{0} instances are still running past their TTL: {1}.', instances.length, which),
    t('Their user data never ran, or their system hangs: they do not end automatically.'),
    usd === 0
      ? t('They incur charges until they are terminated.')
      : t('They cost up to {0} per hour.', formatUsd(usd)),
  ].join(' ');
}
