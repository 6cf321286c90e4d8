import { t } from '@vscode/l10n';
import { formatHours } from '../text/durations';
import { formatUsd } from './money';
import { dailySpend, dayOf, type SpendingRun, type SpendingSweep } from './spend';

/** Thresholds of the user's alerts; a missing one isn't monitored. */
export interface AlertThresholds {
  /** USD. */
  readonly costPerSweep?: number;
  /** USD, over all sweeps, per UTC day. */
  readonly costPerDay?: number;
  /** Hours. */
  readonly runLongerThan?: number;
  readonly failuresInARow?: number;
}

/** A threshold that was reached. */
export type Alert =
  | {
      readonly kind: 'cost-per-sweep';
      readonly sweepId: string;
      readonly usd: number;
      readonly threshold: number;
    }
  | { readonly kind: 'cost-per-day'; readonly day: string; readonly usd: number; readonly threshold: number }
  | {
      readonly kind: 'run-longer-than';
      readonly sweepId: string;
      readonly runs: readonly string[];
      readonly threshold: number;
    }
  | {
      readonly kind: 'failures-in-a-row';
      readonly sweepId: string;
      readonly count: number;
      readonly threshold: number;
    };

/** Every threshold that these sweeps have reached by `now` (milliseconds since the epoch). */
export function alertsOf(
  sweeps: readonly SpendingSweep[],
  thresholds: AlertThresholds,
  now: number,
): readonly Alert[] {
  const { costPerDay } = thresholds;
  const today = dayOf(now);
  const spentToday =
    dailySpend(
      sweeps.flatMap(({ runs }) => runs),
      now,
    ).get(today) ?? 0;
  return [
    ...sweeps.flatMap((sweep) => alertsOfSweep(sweep, thresholds, now)),
    ...(costPerDay !== undefined && spentToday >= costPerDay
      ? [{ kind: 'cost-per-day', day: today, usd: spentToday, threshold: costPerDay } as const]
      : []),
  ];
}

function alertsOfSweep(sweep: SpendingSweep, thresholds: AlertThresholds, now: number): readonly Alert[] {
  const { id: sweepId, accruedUsd: usd } = sweep;
  const { costPerSweep, runLongerThan, failuresInARow } = thresholds;
  const alerts: Alert[] = [];
  if (costPerSweep !== undefined && usd >= costPerSweep) {
    alerts.push({ kind: 'cost-per-sweep', sweepId, usd, threshold: costPerSweep });
  }
  if (runLongerThan !== undefined) {
    const runs = sweep.runs.filter((run) => hoursOf(run, now) >= runLongerThan).map(({ name }) => name);
    if (runs.length > 0) alerts.push({ kind: 'run-longer-than', sweepId, runs, threshold: runLongerThan });
  }
  if (failuresInARow !== undefined) {
    const count = latestFailures(sweep.runs);
    if (count >= failuresInARow) {
      alerts.push({ kind: 'failures-in-a-row', sweepId, count, threshold: failuresInARow });
    }
  }
  return alerts;
}

/** Hours since the launch of an instance that still costs money; an ended instance needs no alert. */
function hoursOf({ billing, launchedAt }: SpendingRun, now: number): number {
  return billing && launchedAt !== undefined ? (now - launchedAt) / 3_600_000 : Number.NEGATIVE_INFINITY;
}

const failures: ReadonlySet<string> = new Set(['failed', 'launch-failed', 'lost']);

/** The number of most recent runs that failed without a success among them. */
function latestFailures(runs: readonly SpendingRun[]): number {
  const ends = runs
    .filter((run) => run.state === 'succeeded' || failures.has(run.state))
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  const success = ends.findIndex(({ state }) => state === 'succeeded');
  return success < 0 ? ends.length : success;
}

/** Equal for the same threshold of the same sweep or day, regardless of the amount, so that it is shown once. */
export function alertKey(alert: Alert): string {
  return [alert.kind, alert.kind === 'cost-per-day' ? alert.day : alert.sweepId, alert.threshold].join(' ');
}

/** A sentence or two. */
export function describeAlert(alert: Alert): string {
  switch (alert.kind) {
    case 'cost-per-sweep':
      return t(
        '{0} has cost {1}, at or above your alert of {2} per sweep.',
        alert.sweepId,
        formatUsd(alert.usd),
        formatUsd(alert.threshold),
      );
    case 'cost-per-day':
      return t(
        'Sweeps have cost {0} today ({1}, UTC), at or above your alert of {2} per day.',
        formatUsd(alert.usd),
        alert.day,
        formatUsd(alert.threshold),
      );
    case 'run-longer-than':
      return t(
        '{0}: {1} of its instances have been running longer than {2} and still incur charges, including {3}.',
        alert.sweepId,
        alert.runs.length,
        formatHours(alert.threshold),
        alert.runs[0] ?? '',
      );
    case 'failures-in-a-row':
      return t('{0}: the last {1} runs to end have all failed.', alert.sweepId, alert.count);
  }
}

const thresholdKeys = ['costPerSweep', 'costPerDay', 'runLongerThan', 'failuresInARow'] as const;

/** Reads thresholds from settings or from a file; ignores everything except positive numbers. `runLongerThan` is in hours. */
export function parseThresholds(value: unknown): AlertThresholds {
  if (typeof value !== 'object' || value === null) return {};
  const given = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries(
    thresholdKeys.flatMap((key) => {
      const threshold = given.get(key);
      return typeof threshold === 'number' && Number.isFinite(threshold) && threshold > 0
        ? [[key, threshold]]
        : [];
    }),
  );
}

/** The lower of two thresholds applies if both are set. */
export function strictest(a: AlertThresholds, b: AlertThresholds): AlertThresholds {
  return Object.fromEntries(
    thresholdKeys.flatMap((key) => {
      const set = [a[key], b[key]].filter((threshold) => threshold !== undefined);
      return set.length === 0 ? [] : [[key, Math.min(...set)]];
    }),
  );
}
