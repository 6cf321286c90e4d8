import { formatUsd } from '../../cost/money';
import { isFinal } from '../../engine/job-states';
import { type RunView, type SweepSummary, type SweepView, uptimeOf, waitOf } from '../../engine/view';
import { compactMilliseconds } from '../../text/durations';
import { networkJson } from './instance';
import { plain } from './plain';
import { renderTable } from './table';

export const hasEnded = (run: RunView): boolean => isFinal(run.state);

/** Runs by state, in the order in which the states first come: `2 running, 1 failed`. */
export function countStates(runs: readonly RunView[]): string {
  return [...stateCounts(runs)].map(([state, count]) => `${count} ${plain(state)}`).join(', ');
}

/** `2/3 finished (66%) · 1 running, 2 succeeded`: jobs that have ended, never instances that run. */
export function progressOf(runs: readonly RunView[]): string {
  const ended = runs.filter(hasEnded).length;
  const share = runs.length === 0 ? 100 : Math.floor((100 * ended) / runs.length);
  return `${ended}/${runs.length} finished (${share}%)${runs.length === 0 ? '' : ` · ${countStates(runs)}`}`;
}

export function stateCounts(runs: readonly RunView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { state } of runs) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** `running`, `finished`, or `incomplete` when runs are left that nobody launches. */
export function statusOf(view: SweepView): 'running' | 'finished' | 'incomplete' {
  if (view.resumable) return 'incomplete';
  return view.finished ? 'finished' : 'running';
}

/** A sweep as `spawn status` shows it. `now` in milliseconds since the epoch. */
export function renderSweep(
  view: SweepView,
  now: number,
  { local, flags }: { readonly local: boolean; readonly flags: string },
): string {
  const still = view.runs.filter((run) => run.billing && run.stopped !== true && hasEnded(run)).length;
  return [
    `Sweep: ${plain(view.id)}`,
    `Parameters: ${view.runs.length}`,
    `Status: ${statusOf(view)}`,
    ...(view.resumable
      ? [`  Not every run was launched. Go on with: spawn resume ${plain(view.id)}${flags}`]
      : []),
    ...(view.bucket !== undefined || view.finished
      ? []
      : [
          '  No bucket: how jobs end is known once they are collected, while their instances live. Collect with:',
          `  spawn collect-results ${plain(view.id)}${flags}`,
        ]),
    '',
    'Instances:',
    renderTable([
      ['NAME', 'INSTANCE-ID', 'STATE', 'UPTIME', 'TTL-REMAINING'],
      ...view.runs.map((run) => [
        run.name,
        run.instanceId ?? '-',
        stateOf(run),
        uptime(run, now),
        ttlLeft(run, now),
      ]),
    ]),
    ...reasonsOf(view.runs),
    ...logsOf(view, flags),
    '',
    `Progress: ${progressOf(view.runs)}`,
    '',
    local ? 'Costs (on the local cloud nothing; AWS would charge):' : 'Costs:',
    `  Current: ${formatUsd(view.accruedUsd)}${creditsNote(view)}`,
    `  Projected: ${formatUsd(view.projectedUsd)}`,
    ...(view.budget === undefined ? [] : [`  Budget: ${formatUsd(view.budget)}`]),
    ...(view.unpriced === 0 ? [] : [`  ${unpricedNote(view.unpriced)}`]),
    ...stoppedNotes(view, local, flags),
    ...overdueNotes(view, local, flags),
    ...(still === 0 ? [] : [`  ${keptNote(still, local)}. End with: spawn cancel ${plain(view.id)}${flags}`]),
  ].join('\n');
}

/** How much of a sum only EC2 knows for sure: ` (at most; $0.0052 without CPU credits)`. */
export const creditsNote = ({
  accruedUsd,
  creditsUsd = 0,
}: Pick<SweepView, 'accruedUsd' | 'creditsUsd'>): string =>
  creditsUsd === 0 ? '' : ` (at most; ${formatUsd(accruedUsd - creditsUsd)} without CPU credits)`;

/** `keep` is what a run does when its file says nothing else: nobody should be surprised by what it costs. */
function keptNote(count: number, local: boolean): string {
  const kept =
    count === 1 ? '1 finished run keeps its instance' : `${count} finished runs keep their instances`;
  if (local) return kept;
  return count === 1 ? `${kept}, which still costs` : `${kept}, which still cost`;
}

/** Stopped instances: what their disks cost. */
function stoppedNotes({ id, runs }: SweepView, local: boolean, flags: string): readonly string[] {
  const stopped = runs.filter((run) => run.stopped === true);
  if (stopped.length === 0) return [];
  const usd = stopped.reduce((sum, { hourlyUsd }) => sum + (hourlyUsd ?? 0), 0);
  const what = stopped.length === 1 ? '1 instance is stopped' : `${stopped.length} instances are stopped`;
  const cost = local
    ? ''
    : `; what they keep on disk costs ${formatUsd(usd)} an hour until they are terminated`;
  return [`  ${what}${cost}. End with: spawn cancel ${plain(id)}${flags}`];
}

/** Instances that nothing has ended: the TTLs are no bound for them. */
function overdueNotes({ id, runs }: SweepView, local: boolean, flags: string): readonly string[] {
  const overdue = runs.filter((run) => run.overdue === true);
  if (overdue.length === 0) return [];
  const usd = overdue.reduce((sum, { hourlyUsd }) => sum + (hourlyUsd ?? 0), 0);
  const names = overdue.map(({ name }) => plain(name)).join(', ');
  const what = overdue.length === 1 ? '1 instance lives' : `${overdue.length} instances live`;
  const cost = local ? '' : ` and costs ${formatUsd(usd)} an hour at most, beyond what is projected`;
  return [
    `  ${what} past the ttl${cost}: ${names}. Nothing ends it by itself. End with: spawn cancel ${plain(id)}${flags}`,
  ];
}

export const unpricedNote = (count: number): string =>
  count === 1
    ? '1 run has no known price and is not in these sums.'
    : `${count} runs have no known price and are not in these sums.`;

/** `failed (exit 3)` */
export function stateOf(run: RunView): string {
  const state =
    run.exitCode === undefined || run.exitCode === 0 ? run.state : `${run.state} (exit ${run.exitCode})`;
  const unsent = run.remains?.unsent ?? 0;
  if (unsent === 0) return state;
  return `${state}, ${unsent === 1 ? '1 result' : `${unsent} results`} not uploaded`;
}

function uptime(run: RunView, now: number): string {
  if (run.instance?.waits === true) return `waits ${compactMilliseconds(waitOf(run, now) ?? 0)}`;
  const up = uptimeOf(run, now);
  return up === undefined ? '-' : compactMilliseconds(up);
}

function ttlLeft(run: RunView, now: number): string {
  if (run.expiresAt === undefined || !run.billing) return '-';
  return run.overdue === true
    ? `over ${compactMilliseconds(now - run.expiresAt)}`
    : compactMilliseconds(run.expiresAt - now);
}

/** Where to read why: of the first run that failed. */
function logsOf({ id, runs }: SweepView, flags: string): readonly string[] {
  const failed = runs.find(({ state }) => state === 'failed');
  return failed === undefined
    ? []
    : ['', `What ${plain(failed.name)} wrote: spawn logs ${plain(id)} ${plain(failed.name)}${flags}`];
}

function reasonsOf(runs: readonly RunView[]): readonly string[] {
  const reasons = runs.flatMap((run) =>
    run.reason === undefined ? [] : [`  ${plain(run.name)}: ${plain(run.reason)}`],
  );
  return reasons.length === 0 ? [] : ['', 'Reasons:', ...reasons];
}

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
    states: Object.fromEntries(stateCounts(view.runs)),
    accrued_usd: view.accruedUsd,
    credits_usd: view.creditsUsd ?? 0,
    projected_usd: view.projectedUsd,
    unpriced: view.unpriced,
    budget_usd: view.budget ?? null,
    runs: view.runs.map((run) => runJson(run, now)),
  };
}

export const isoTime = (milliseconds: number | undefined): string | null =>
  milliseconds === undefined ? null : new Date(milliseconds).toISOString();

export function summaryJson(summary: SweepSummary): unknown {
  return {
    sweep_id: summary.id,
    name: summary.name,
    created_at: isoTime(summary.createdAt),
    size: summary.size,
  };
}
