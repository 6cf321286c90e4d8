import type { Clock } from '../clock';
import type { EndedEntry } from '../journal/entry';
import type { LaunchState } from '../journal/fold';
import { leaseLife } from '../launch/lease';
import type { Cloud, Instance } from '../ports';
import type { KnownSweep } from '../record/book';
import { regionsOf, runsOf, type SweepRecord } from '../record/sweep-record';
import type { SweepView } from '../view';
import { listStatuses, type StatusFolder } from './status';

export interface TrackOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** Whether this very engine is launching the sweep. */
  launching(sweepId: string): boolean;
  readonly signal?: AbortSignal;
}

/** One poll: one filtered DescribeInstances per region for all sweeps, then one LIST per sweep and thousand runs. */
export async function track(
  sweeps: readonly KnownSweep[],
  options: TrackOptions,
): Promise<readonly SweepView[]> {
  const { cloud, signal } = options;
  const [only] = sweeps;
  const filter: Readonly<Record<string, string>> =
    sweeps.length === 1 && only !== undefined
      ? { 'sweep:id': only.record.plan.sweepId }
      : { 'spawn:managed': 'true' };
  const regions = new Set(sweeps.flatMap(({ record }) => regionsOf(record.plan)));
  const found = await Promise.all(
    [...regions].map((region) => cloud.compute(region).describe(filter, signal)),
  );
  const bySweep = groupBySweep(found.flat());
  // After EC2 and not beside it: an instance that is seen to have ended has written its status before.
  return Promise.all(
    sweeps.map((sweep) => viewOf(sweep, bySweep.get(sweep.record.plan.sweepId) ?? [], options)),
  );
}

export function groupBySweep(instances: readonly Instance[]): ReadonlyMap<string, readonly Instance[]> {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const id = instance.tags['sweep:id'] ?? '';
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [instance]);
    else group.push(instance);
  }
  return groups;
}

/** The view of one sweep whose instances are known: one LIST per thousand runs. */
export async function viewOf(
  sweep: KnownSweep,
  instances: readonly Instance[],
  options: TrackOptions,
): Promise<SweepView> {
  const { clock, cloud, launching, signal } = options;
  const { log, record, store, views } = sweep;
  const statuses = await listStatuses(store, record.plan.sweepId, signal);
  await log.takeObjects(statuses.keys, signal);
  const now = clock.now();
  const launch = log.state();
  await log.noteLocally(freshEnds(record, launch, views.sightings(launch, instances), statuses, now));
  return views.viewOf({
    launch: log.state(),
    instances,
    statuses,
    led: launching(record.plan.sweepId) || isLed(statuses, now),
    now,
    prices: cloud.prices,
  });
}

const isLed = ({ leaseAt }: StatusFolder, now: number): boolean =>
  leaseAt !== undefined && now - leaseAt < leaseLife;

/**
 * Ends that EC2 shows now and will have forgotten within the hour. It says when only where a user ended the instance; of the
 * others the end is taken to be the earliest thing that could have ended it, and now at the latest.
 */
function freshEnds(
  { plan }: SweepRecord,
  launch: LaunchState,
  found: ReadonlyMap<number, Instance>,
  { jobs }: StatusFolder,
  now: number,
): readonly EndedEntry[] {
  const ends: EndedEntry[] = [];
  const seen = [...found].filter(([run, { state }]) => state === 'terminated' && !launch.ended.has(run));
  const runs = seen.length === 0 ? [] : runsOf(plan);
  for (const [run, instance] of seen) {
    const { onComplete, ttlSeconds } = runs[run]?.settings ?? {};
    const expiry = ttlSeconds === undefined ? now : instance.launchedAt + ttlSeconds * 1000;
    const withJob = onComplete === 'keep' ? now : (jobs.get(run)?.at ?? now);
    ends.push({
      kind: 'ended',
      run,
      endedAt: instance.endedAt ?? Math.max(instance.launchedAt, Math.min(now, expiry, withJob)),
      ...(instance.stateReason === undefined ? {} : { reason: instance.stateReason }),
    });
  }
  return ends;
}
