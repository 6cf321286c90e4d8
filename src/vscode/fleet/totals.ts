import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { PlaceFleet } from './nodes';
import { countOf } from './states';

/** Sums over all sweeps that are shown. USD count AWS alone: the local cloud costs nothing. */
export interface Totals {
  readonly running: number;
  /** Runs that wait for their turn or for their instance. */
  readonly waiting: number;
  readonly accruedUsd: number;
  readonly projectedUsd: number;
  /** Runs whose price is unknown, and which the two sums leave out. */
  readonly unpriced: number;
}

export function totalsOf(fleet: readonly PlaceFleet[]): Totals {
  let running = 0;
  let waiting = 0;
  let accruedUsd = 0;
  let projectedUsd = 0;
  let unpriced = 0;
  for (const { provider, sweeps } of fleet)
    for (const sweep of sweeps) {
      running += countOf(sweep.runs, ({ state }) => state === 'running');
      waiting += countOf(
        sweep.runs,
        ({ state }) => state === 'queued' || state === 'launching' || state === 'pending',
      );
      if (provider !== 'aws' || !sweep.runs.some((run) => run.billing)) continue;
      accruedUsd += sweep.accruedUsd;
      projectedUsd += sweep.projectedUsd;
      unpriced += sweep.unpriced;
    }
  return { running, waiting, accruedUsd, projectedUsd, unpriced };
}

/** `3 running · $0.84 of ≤ $3.10`; "" if nothing is running. */
export function totalsText({ running, waiting, accruedUsd, projectedUsd, unpriced }: Totals): string {
  return [
    ...(running === 0 ? [] : [t('{0} running', running)]),
    ...(waiting === 0 ? [] : [t('{0} waiting', waiting)]),
    ...(projectedUsd === 0 ? [] : [t('{0} of ≤ {1}', formatUsd(accruedUsd), formatUsd(projectedUsd))]),
    ...(unpriced === 0 ? [] : [t('{0} unpriced', unpriced)]),
  ].join(' · ');
}
