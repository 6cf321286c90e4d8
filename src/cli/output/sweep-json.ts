import { type AttemptView, type RunView, type SweepSummary, type SweepView, waitOf } from '../../engine/view';
import { networkJson } from './instance';
import { stateCounts } from './run-state';
import { statusOf } from './sweep';
import { endlessUsdPerHour } from './sweep-cost';
import { isoTime } from './time';

export function runJson(run: RunView, now: number): Readonly<Record<string, unknown>> {
  return {
    index: run.index,
    name: run.name,
    instance_id: run.instanceId ?? null,
    state: run.state,
    region: run.region,
    parameters: run.parameters,
    reason: run.reason ?? null,
    exit_code: run.exitCode ?? null,
    attempt: run.attempt ?? 1,
    earlier_attempts: (run.earlier ?? []).map(attemptJson),
    results_not_uploaded: run.remains?.unsent ?? 0,
    files_not_collected: run.remains?.uncollected ?? 0,
    processes_left: run.remains?.processes ?? 0,
    instance_state: run.instance?.state ?? null,
    instance_type: run.instanceType ?? null,
    launched_at: isoTime(run.launchedAt),
    waited_seconds: Math.round((waitOf(run, now) ?? 0) / 1000),
    ended_at: isoTime(run.endedAt),
    expires_at: isoTime(run.expiresAt),
    ttl_remaining_seconds:
      run.expiresAt === undefined || !run.billing
        ? null
        : Math.max(0, Math.round((run.expiresAt - now) / 1000)),
    accrued_usd: run.accruedUsd ?? null,
    credits_usd: run.costParts?.credits ?? null,
    usd_per_hour: run.hourlyUsd ?? null,
    billing: run.billing,
    stopped: run.stopped ?? false,
    overdue: run.overdue ?? false,
    network: run.instance === undefined ? null : networkJson(run.instance),
  };
}

const attemptJson = ({ attempt, costUsd, endedAt, exitCode, instance, reason, state }: AttemptView) => ({
  attempt,
  state,
  reason: reason ?? null,
  exit_code: exitCode ?? null,
  instance_id: instance?.id ?? null,
  instance_type: instance?.instanceType ?? null,
  spot: instance?.spot ?? null,
  launched_at: isoTime(instance?.launchedAt),
  ended_at: isoTime(endedAt),
  accrued_usd: costUsd ?? null,
});

export function sweepJson(view: SweepView, now: number): Readonly<Record<string, unknown>> {
  return {
    sweep_id: view.id,
    name: view.name,
    status: statusOf(view),
    created_at: isoTime(view.createdAt),
    file: view.fileName,
    region: view.region,
    bucket: view.bucket ?? null,
    size: view.runs.length,
    finished: view.finished,
    resumable: view.resumable,
    waiting_to_retry: view.waitingRetries ?? 0,
    driven: view.led ?? false,
    states: Object.fromEntries(stateCounts(view.runs)),
    accrued_usd: view.accruedUsd,
    credits_usd: view.creditsUsd ?? 0,
    projected_usd: view.projectedUsd,
    usd_per_hour_without_ttl: endlessUsdPerHour(view.runs),
    unpriced: view.unpriced,
    budget_usd: view.budget ?? null,
    runs: view.runs.map((run) => runJson(run, now)),
  };
}

export function summaryJson(summary: SweepSummary): unknown {
  return {
    sweep_id: summary.id,
    name: summary.name,
    created_at: isoTime(summary.createdAt),
    size: summary.size,
  };
}
