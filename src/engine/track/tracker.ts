import { expiryTag, firstAttempt } from '../../plan/plan';
import type { Clock } from '../clock';
import type { EndedEntry, StoppedEntry } from '../journal/entry';
import { type LaunchState, lastAttempt } from '../journal/fold';
import { lastAttemptOf } from '../launch/attempts';
import { leaseLife } from '../launch/lease';
import type { Cloud, Instance } from '../ports';
import { parseLogKey } from '../record/keys';
import { recordedRuns, regionsOf } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import { endSecrets } from '../secrets/keep';
import type { SweepView } from '../view';
import { type JobStatus, jobsIn } from './claims';
import { expiryOf } from './expiry';
import { groupBySweep, sweepTags, taggedInstances, watchedIn } from './instances';
import { listStatuses, type StatusFolder } from './status';
import { endStopped, stopOf } from './stopped';

export interface TrackOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** Whether this engine is launching the sweep. */
  launching(sweepId: string): boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * One poll: one filtered DescribeInstances per region for all sweeps, then one LIST per sweep and thousand runs. If the
 * journal names an instance that a partial poll didn't return, all instances are requested, and then the statuses once
 * more.
 */
export async function track(
  sweeps: readonly KnownSweep[],
  options: TrackOptions,
): Promise<readonly SweepView[]> {
  const regions = [...new Set(sweeps.flatMap(({ record }) => regionsOf(record.plan)))];
  const [only] = sweeps;
  const one = sweeps.length === 1 ? only : undefined;
  const tags = one === undefined ? { 'spawn:managed': 'true' } : sweepTags(one.record.plan.sweepId);
  const seen = await watchedIn(regions, tags, options);
  const looks = await looksAt(sweeps, seen.instances, options);
  const enough =
    seen.whole ||
    looks.every(({ instances, sweep: { log, views } }) => views.isWhole(log.state(), instances));
  const last = enough ? looks : await looksAt(sweeps, await taggedInstances(regions, tags, options), options);
  return Promise.all(last.map((look) => viewWith(look.sweep, look, options)));
}

/** After EC2 and not in parallel: an instance that was observed to have ended has written its status before. */
function looksAt(
  sweeps: readonly KnownSweep[],
  instances: readonly Instance[],
  { signal }: TrackOptions,
): Promise<readonly (Look & { readonly sweep: KnownSweep })[]> {
  const bySweep = sweeps.length === 1 ? undefined : groupBySweep(instances);
  return Promise.all(
    sweeps.map(async (sweep) => {
      const { sweepId } = sweep.record.plan;
      const statuses = await listStatuses(sweep.store, sweepId, signal);
      await sweep.log.takeObjects(statuses.keys, signal);
      return { sweep, instances: bySweep === undefined ? instances : (bySweep.get(sweepId) ?? []), statuses };
    }),
  );
}

/** The same for one sweep, for whose instances alone EC2 is asked. */
export async function trackOne(sweep: KnownSweep, options: TrackOptions): Promise<SweepView> {
  return viewWith(sweep, await lookAt(sweep, options), options);
}

/** The view of one sweep whose instances are known: one LIST per thousand runs. */
export async function viewOf(
  sweep: KnownSweep,
  instances: readonly Instance[],
  options: TrackOptions,
): Promise<SweepView> {
  const { record, store } = sweep;
  const statuses = await listStatuses(store, record.plan.sweepId, options.signal);
  return viewWith(sweep, { instances, statuses }, options);
}

/** The result of one request for a sweep. */
export interface Look {
  readonly instances: readonly Instance[];
  readonly statuses: StatusFolder;
}

export async function lookAt(sweep: KnownSweep, options: TrackOptions): Promise<Look> {
  const { record, store } = sweep;
  const { plan } = record;
  const instances = await taggedInstances(regionsOf(plan), sweepTags(plan.sweepId), options);
  return { instances, statuses: await listStatuses(store, plan.sweepId, options.signal) };
}

/** The view after a request for the sweep, with everything that was recorded since. */
export async function viewWith(
  sweep: KnownSweep,
  { instances, statuses }: Look,
  options: TrackOptions,
): Promise<SweepView> {
  const { clock, cloud, launching, signal } = options;
  const { log, record, views } = sweep;
  await log.takeObjects(statuses.keys, signal);
  const now = clock.now();
  const launch = log.state();
  const found = views.sightings(launch, instances);
  const jobs = jobsIn(statuses.claims, { record, launch, found });
  await log.noteLocally(freshEnds(sweep, launch, found, jobs, now));
  const view = views.viewOf({
    launch: log.state(),
    instances,
    jobs,
    led: launching(record.plan.sweepId) || isLed(statuses, now) || isBegun(sweep, statuses, now),
    now,
    prices: cloud.prices,
  });
  await endStopped(sweep, view, options);
  await endSecrets(sweep, view, options);
  return view;
}

const isLed = ({ leaseAt }: StatusFolder, now: number): boolean =>
  leaseAt !== undefined && now - leaseAt < leaseLife;

/** The process that has just recorded it is about to take the lease. */
const isBegun = ({ begunHere, record }: KnownSweep, { keys }: StatusFolder, now: number): boolean =>
  !begunHere &&
  now - record.createdAt < leaseLife &&
  !keys.some((key) => parseLogKey(record.plan.sweepId, key) !== undefined);

/**
 * Ends that EC2 returns now and deletes within the hour. EC2 returns the time only if a user ended the instance. For
 * the others, it is the earliest event that could have ended it, and now at the latest.
 */
function freshEnds(
  { record: { plan }, views }: KnownSweep,
  launch: LaunchState,
  found: ReadonlyMap<number, Instance>,
  jobs: ReadonlyMap<number, JobStatus>,
  now: number,
): readonly (EndedEntry | StoppedEntry)[] {
  const ends: (EndedEntry | StoppedEntry)[] = [];
  const seen: (readonly [number, Instance])[] = [];
  for (const one of found) {
    const [run, instance] = one;
    if (instance.state === 'stopped' && !launch.stopped.has(run))
      ends.push({ ...stopOf(run, instance, jobs.get(run)?.at ?? now), ...attemptField(launch, run) });
    if (instance.state === 'terminated' && !launch.ended.has(run)) seen.push(one);
  }
  const runs = seen.length === 0 ? [] : recordedRuns(plan);
  for (const [run, instance] of seen) {
    const planned = runs[run];
    const { onComplete, ttlSeconds } = planned === undefined ? {} : lastAttemptOf(launch, planned).settings;
    const moved = launch.extended.get(run);
    const expiry =
      ttlSeconds === undefined
        ? now
        : (expiryOf({
            launchedAt: instance.startedAt ?? instance.launchedAt,
            ttlSeconds,
            moved,
            tag: instance.tags[expiryTag],
          }) ?? now);
    const withJob = onComplete === 'terminate' ? (jobs.get(run)?.at ?? now) : now;
    // It was running after its TTL, so its end time is unknown.
    const latest = views.overdue.has(run) ? now : Math.min(now, expiry, withJob);
    ends.push({
      kind: 'ended',
      run,
      ...attemptField(launch, run),
      endedAt: instance.endedAt ?? Math.max(instance.launchedAt, latest),
      startedAt: instance.startedAt,
      reason: instance.stateReason,
    });
  }
  return ends;
}

/** Of an entry about the last attempt of a run. */
function attemptField(launch: LaunchState, run: number): Pick<EndedEntry, 'attempt'> {
  const attempt = lastAttempt(launch.retries, run);
  return attempt === firstAttempt ? {} : { attempt };
}
