import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import { isFinal, type JobState } from '../../engine/job-states';
import type { RunView } from '../../engine/view';
import type { PlaceFleet } from './nodes';
import { countOf, countsByState } from './states';

/** Sums over all sweeps that are shown and up to date. USD only includes AWS, since the local cloud is free. */
export interface Totals {
  readonly running: number;
  /** Runs that haven't started, one text for each state: `3 queued`. */
  readonly waiting: readonly string[];
  readonly accruedUsd: number;
  readonly projectedUsd: number;
  /** Runs whose price is unknown, which the two sums don't include. */
  readonly unpriced: number;
}

const isStarted = (state: JobState): boolean => state === 'running' || state === 'overdue';

export function totalsOf(fleet: readonly PlaceFleet[]): Totals {
  let running = 0;
  const unstarted: RunView[] = [];
  let accruedUsd = 0;
  let projectedUsd = 0;
  let unpriced = 0;
  for (const { provider, staleSince, sweeps } of fleet)
    for (const sweep of staleSince === undefined ? sweeps : []) {
      running += countOf(sweep.runs, ({ state }) => state === 'running');
      for (const run of sweep.runs) if (!isFinal(run.state) && !isStarted(run.state)) unstarted.push(run);
      if (provider !== 'aws' || !sweep.runs.some((run) => run.billing)) continue;
      accruedUsd += sweep.accruedUsd;
      projectedUsd += sweep.projectedUsd;
      unpriced += sweep.unpriced;
    }
  return { running, waiting: countsByState(unstarted), accruedUsd, projectedUsd, unpriced };
}

/** `3 running · $0.84 of ≤ $3.10`; "" if nothing is running. */
export function totalsText({ running, waiting, accruedUsd, projectedUsd, unpriced }: Totals): string {
  return [
    ...(running === 0 ? [] : [t('{0} running', running)]),
    ...waiting,
    ...(projectedUsd === 0 ? [] : [t('{0} of ≤ {1}', formatUsd(accruedUsd), formatUsd(projectedUsd))]),
    ...(unpriced === 0 ? [] : [t('{0} unpriced', unpriced)]),
  ].join(' · ');
}
