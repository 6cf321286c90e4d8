import { t } from '@vscode/l10n';
import { budgetGaps } from '../../cost/budget';
import { type Estimate, sumOf } from '../../cost/estimate';
import { formatUsd } from '../../cost/money';
import { Failure } from '../failure';
import type { Cloud } from '../ports';
import { regionsOf } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import { jobsIn } from '../track/claims';
import { sweepTags, taggedInstances } from '../track/instances';
import { sightings } from '../track/sighting';
import { listStatuses, type StatusFolder } from '../track/status';
import { answersIn } from './evidence';
import { type LaunchContext, Launcher } from './launcher';
import { unnamedIn } from './unnamed';

/**
 * Launches the remaining runs of a sweep. Returns when every run has an instance or a reason why not, or when the sweep
 * was canceled.
 * @throws Failure if it has to pause; `resume` continues from there.
 */
export async function launchSweep(sweep: KnownSweep, options: LaunchContext): Promise<void> {
  try {
    await new Launcher(sweep, options).run();
  } catch (error) {
    const raced = error instanceof Failure && error.code === 'AnotherLeads';
    if (raced) await readRecord(sweep, options.signal);
    // The other process may have canceled: that isn't a failure, and instances launched after it must be terminated.
    if (!isCancelled(sweep)) throw error;
  }
  await sweepLateOnes(sweep, options.cloud);
}

/**
 * Adds the records of other processes, and what instances and statuses show about unrecorded calls. Names the instances
 * that their launching process didn't name.
 */
export async function catchUp(sweep: KnownSweep, options: LaunchContext): Promise<void> {
  const { clock, signal, tagger } = options;
  const { log, record } = sweep;
  const instances = await taggedInstances(regionsOf(record.plan), sweepTags(record.plan.sweepId), options);
  const statuses = await readRecord(sweep, signal);
  const launch = log.state();
  const found = sightings(launch, instances);
  const jobs = jobsIn(statuses.claims, { record, launch, found });
  for (const entry of answersIn(launch, found, jobs, clock.now())) await log.note(entry);
  tagger.add(unnamedIn(log.state(), record.plan, instances, clock.now()));
}

/** Reads what the record has by now, of whoever wrote it. */
export async function readRecord(sweep: KnownSweep, signal: AbortSignal | undefined): Promise<StatusFolder> {
  const { log, record, store } = sweep;
  const statuses = await listStatuses(store, record.plan.sweepId, signal);
  await log.takeObjects(statuses.keys, signal);
  return statuses;
}

const isCancelled = ({ log }: KnownSweep): boolean => log.state().cancelled !== undefined;

/** Instances whose launching call was active when the sweep was canceled, so that the cancel may not have seen them. */
async function sweepLateOnes({ log }: KnownSweep, cloud: Cloud): Promise<void> {
  const { cancelled, runs } = log.state();
  if (cancelled === undefined || cancelled.keepRunning) return;
  const late = new Map<string, string[]>();
  for (const entry of log.entries()) {
    if (entry.kind !== 'launched' || entry.at < cancelled.at) continue;
    for (const { id, run } of entry.instances) {
      const place = runs[run];
      if (id === '' || place?.state !== 'launched') continue;
      const { region } = place.call;
      late.set(region, [...(late.get(region) ?? []), id]);
    }
  }
  await Promise.all([...late].map(([region, ids]) => cloud.compute(region).terminate(ids)));
}

/** @throws Failure if the estimate is above the budget of the sweep file, or isn't an upper bound. */
export function holdBudget(budget: number | undefined, estimate: Estimate): void {
  if (budget === undefined) return;
  const gaps = budgetGaps(estimate);
  if (gaps.length > 0) {
    throw new Failure(
      'bad-input',
      'BudgetNotHeld',
      t(
        "The budget of {0} can't be enforced, so nothing was launched. {1}",
        formatUsd(budget),
        gaps.map(({ text }) => text).join(' '),
      ),
    );
  }
  const { usd } = estimate;
  if (usd <= budget) return;
  throw new Failure(
    'bad-input',
    'BudgetExceeded',
    t(
      'The sweep could cost up to {0}, which is above its budget of {1}. Nothing was launched. Increase the budget, or launch less: fewer runs, a shorter ttl, a smaller instance_type.{2}',
      formatUsd(usd),
      formatUsd(budget),
      sumOf(estimate.credits) === 0
        ? ''
        : ` ${t('{0} of this is for CPU credits: `cpu_credits: standard` has no extra charge, but throttles the CPU.', formatUsd(sumOf(estimate.credits)))}`,
    ),
  );
}
