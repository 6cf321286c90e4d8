import type { Clock } from '../clock';
import type { EndedEntry } from '../journal/entry';
import { foldEntries, type LaunchState } from '../journal/fold';
import { leaseLife } from '../launch/lease';
import type { Cloud, Instance } from '../ports';
import type { KnownSweep } from '../record/book';
import { regionsOf } from '../record/sweep-record';
import type { SweepView } from '../view';
import { sightings } from './sighting';
import { listStatuses, type StatusFolder } from './status';
import { sweepViewOf } from './sweep-view';

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
  const { log, record, store } = sweep;
  const { size, sweepId } = record.plan;
  const statuses = await listStatuses(store, sweepId, signal);
  await log.takeObjects(statuses.keys, signal);
  const now = clock.now();
  const launch = foldEntries(log.entries(), size);
  await log.noteLocally(freshEnds(launch, instances));
  return sweepViewOf({
    record,
    launch: foldEntries(log.entries(), size),
    instances,
    statuses,
    led: launching(sweepId) || isLed(statuses, now),
    now,
    prices: cloud.prices,
  });
}

const isLed = ({ leaseAt }: StatusFolder, now: number): boolean =>
  leaseAt !== undefined && now - leaseAt < leaseLife;

/** Ends that EC2 shows now and will have forgotten within the hour. */
function freshEnds(launch: LaunchState, instances: readonly Instance[]): readonly EndedEntry[] {
  const ends: EndedEntry[] = [];
  for (const [run, instance] of sightings(launch, instances)) {
    if (instance.state !== 'terminated' || launch.ended.has(run)) continue;
    if (instance.endedAt === undefined) continue;
    ends.push({
      kind: 'ended',
      run,
      endedAt: instance.endedAt,
      ...(instance.stateReason === undefined ? {} : { reason: instance.stateReason }),
    });
  }
  return ends;
}
