import type { Prices } from '../../cost/price';
import { expiryTag } from '../../plan/plan';
import type { OnComplete, Run } from '../../sweep/run';
import type { LaunchState } from '../journal/fold';
import type { Instance } from '../ports';
import { runsOf, type SweepRecord } from '../record/sweep-record';
import type { RunView, SweepView } from '../view';
import { billOf, pricesOf } from './bill';
import { type ExpiryFacts, expiryOf } from './expiry';
import { isFinal, jobOf } from './job';
import { sightings } from './sighting';
import type { StatusFolder } from './status';

/** One poll's worth of facts about a sweep. */
export interface SweepFacts {
  readonly record: SweepRecord;
  readonly launch: LaunchState;
  readonly instances: readonly Instance[];
  readonly statuses: StatusFolder;
  /** Somebody is launching it now. */
  readonly led: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly prices: Prices;
}

interface RunAndBill {
  readonly view: RunView;
  readonly projected?: number;
  readonly launched: boolean;
}

export function sweepViewOf(facts: SweepFacts): SweepView {
  const { launch, led, record } = facts;
  const prices = pricesOf(record, facts.prices);
  const found = sightings(launch, facts.instances);
  const runs = runsOf(record.plan).map((run) => runView(run, facts, found.get(run.index), prices));
  const finished = runs.every(({ view }) => isFinal(view.state));
  const left = runs.some(({ view }) => view.state === 'queued' || view.state === 'launching');
  return {
    id: record.plan.sweepId,
    name: record.plan.sweepName,
    createdAt: record.createdAt,
    fileName: record.fileName,
    fileText: record.fileText,
    region: record.region,
    ...(record.bucket === undefined ? {} : { bucket: record.bucket }),
    ...(record.budget === undefined ? {} : { budget: record.budget }),
    runs: runs.map(({ view }) => view),
    finished,
    resumable: left && !led && launch.cancelled === undefined,
    accruedUsd: runs.reduce((sum, { view }) => sum + (view.accruedUsd ?? 0), 0),
    projectedUsd: runs.reduce((sum, { projected }) => sum + (projected ?? 0), 0),
    unpriced: runs.filter(({ launched, view }) => launched && view.accruedUsd === undefined).length,
  };
}

function runView(
  run: Run,
  { launch, now, record, statuses }: SweepFacts,
  instance: Instance | undefined,
  prices: Prices,
): RunAndBill {
  const { settings } = run;
  const place = launch.runs[run.index] ?? { state: 'queued' };
  const call = 'call' in place ? place.call : undefined;
  const status = statuses.jobs.get(run.index);
  const ended = launch.ended.get(run.index);
  const droppedAt = launch.dropped.get(run.index);
  const launchedAt =
    instance?.launchedAt ??
    (place.state === 'launched' ? place.launchedAt : undefined) ??
    (status === undefined ? undefined : call?.at);
  const instanceId = instance?.id ?? (place.state === 'launched' ? place.instanceId : undefined);
  const instanceType = instance?.type ?? call?.call.instanceType;
  const expiresAt =
    launchedAt === undefined
      ? undefined
      : expiryOf({ launchedAt, ...expiryFacts(settings, instance, launch.extended.get(run.index)) });
  const job = jobOf({
    launch: place,
    now,
    hasBucket: record.bucket !== undefined,
    ...(status === undefined ? {} : { status }),
    ...(instance === undefined ? {} : { instance }),
    ...(ended === undefined ? {} : { ended }),
    ...(droppedAt === undefined ? {} : { droppedAt }),
    ...(launch.cancelled === undefined ? {} : { cancelled: launch.cancelled }),
    ...(launchedAt === undefined ? {} : { launchedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  const billing = isBilling(instance, isFinal(job.state), launchedAt);
  const stopped = billing
    ? undefined
    : (instance?.endedAt ?? ended?.endedAt ?? lastKnownEnd(settings.onComplete, job.endedAt, expiresAt, now));
  const bill =
    launchedAt === undefined || instanceType === undefined
      ? {}
      : billOf(
          {
            instanceType,
            region: settings.region,
            spot: instance?.spot ?? settings.spot,
            publicAddress: instance === undefined || instance.publicIp !== undefined || !billing,
            launchedAt,
            ...(settings.volumeSize === undefined ? {} : { volumeGib: settings.volumeSize }),
            ...(stopped === undefined ? {} : { endedAt: stopped }),
            ...(expiresAt === undefined ? {} : { expiresAt }),
          },
          prices,
          now,
        );
  const view: RunView = {
    index: run.index,
    name: run.name,
    parameters: Object.fromEntries(run.parameters),
    state: job.state,
    region: settings.region,
    billing,
    ...(job.reason === undefined ? {} : { reason: job.reason }),
    ...(job.exitCode === undefined ? {} : { exitCode: job.exitCode }),
    ...(instance === undefined ? {} : { instance }),
    ...(instanceId === undefined || instanceId === '' ? {} : { instanceId }),
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(launchedAt === undefined ? {} : { launchedAt }),
    ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(bill.accrued === undefined ? {} : { accruedUsd: bill.accrued }),
    ...(bill.parts === undefined ? {} : { costParts: bill.parts }),
  };
  return {
    view,
    launched: launchedAt !== undefined,
    ...(bill.projected === undefined ? {} : { projected: bill.projected }),
  };
}

function expiryFacts(
  { ttlSeconds }: Run['settings'],
  instance: Instance | undefined,
  moved: number | undefined,
): Omit<ExpiryFacts, 'launchedAt'> {
  const tag = instance?.tags[expiryTag];
  return {
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    ...(tag === undefined ? {} : { tag }),
    ...(moved === undefined ? {} : { moved }),
  };
}

/** When an instance that EC2 has forgotten ended: with its job, unless it was kept to the end of its TTL. */
function lastKnownEnd(
  onComplete: OnComplete,
  jobEndedAt: number | undefined,
  expiresAt: number | undefined,
  now: number,
): number | undefined {
  if (onComplete === 'keep' && expiresAt !== undefined) return Math.min(expiresAt, now);
  return jobEndedAt ?? expiresAt;
}

/** EC2 bills an instance until it shuts down or stops. One that it does not show yet is billed; one that it forgot is not. */
function isBilling(
  instance: Instance | undefined,
  finished: boolean,
  launchedAt: number | undefined,
): boolean {
  if (instance !== undefined) {
    return !['shutting-down', 'terminated', 'stopping', 'stopped'].includes(instance.state);
  }
  return launchedAt !== undefined && !finished;
}
