import { defaultVolumeGib } from '../../cost/estimate';
import { expiryTag } from '../../plan/plan';
import type { OnComplete, Run } from '../../sweep/run';
import type { CancelledEntry, EndedEntry } from '../journal/entry';
import type { LaunchState, RunLaunch } from '../journal/fold';
import type { Instance } from '../ports';
import type { RunView } from '../view';
import { type Account, accountOf, type Bill } from './bill';
import { type ExpiryFacts, expiryOf } from './expiry';
import { isFinal, jobOf } from './job';
import type { JobStatus, StatusFolder } from './status';

/** What was heard of one run. */
export interface RunEvidence {
  readonly place: RunLaunch;
  readonly status: JobStatus | undefined;
  readonly instance: Instance | undefined;
  readonly ended: EndedEntry | undefined;
  readonly cancelled: CancelledEntry | undefined;
  /** Milliseconds since the epoch. */
  readonly droppedAt: number | undefined;
  readonly extendedTo: number | undefined;
}

export const evidenceOf = (
  { index }: Run,
  { cancelled, dropped, ended, extended, runs }: LaunchState,
  { jobs }: StatusFolder,
  instance: Instance | undefined,
): RunEvidence => ({
  place: runs[index] ?? queued,
  status: jobs.get(index),
  instance,
  ended: ended.get(index),
  cancelled,
  droppedAt: dropped.get(index),
  extendedTo: extended.get(index),
});

const queued: RunLaunch = { state: 'queued' };

/** Nothing new: what stays the same from poll to poll is the same object, but for statuses, which are listed anew. */
export const sameEvidence = (a: RunEvidence, b: RunEvidence): boolean =>
  a.place === b.place &&
  a.instance === b.instance &&
  a.ended === b.ended &&
  a.cancelled === b.cancelled &&
  a.droppedAt === b.droppedAt &&
  a.extendedTo === b.extendedTo &&
  a.status?.state === b.status?.state &&
  a.status?.exitCode === b.status?.exitCode &&
  a.status?.at === b.status?.at;

/** All that can be said of a run but what time adds to its bill. */
export interface Standing {
  readonly view: RunView;
  /** Undefined before it was launched. */
  readonly account?: Account;
  /** The clock alone may change it. */
  readonly passing: boolean;
}

/** @param now milliseconds since the epoch */
export function standingOf(run: Run, evidence: RunEvidence, hasBucket: boolean, now: number): Standing {
  const { cancelled, droppedAt, ended, extendedTo, instance, place, status } = evidence;
  const { settings } = run;
  const call = 'call' in place ? place.call : undefined;
  const launchedAt =
    instance?.launchedAt ??
    (place.state === 'launched' ? place.launchedAt : undefined) ??
    (status === undefined ? undefined : call?.at);
  const instanceId = instance?.id ?? (place.state === 'launched' ? place.instanceId : undefined);
  const instanceType = instance?.type ?? call?.call.instanceType;
  const expiresAt =
    launchedAt === undefined
      ? undefined
      : expiryOf({ launchedAt, ...expiryFacts(settings, instance, extendedTo) });
  const job = jobOf({
    launch: place,
    now,
    hasBucket,
    ...(status === undefined ? {} : { status }),
    ...(instance === undefined ? {} : { instance }),
    ...(ended === undefined ? {} : { ended }),
    ...(droppedAt === undefined ? {} : { droppedAt }),
    ...(cancelled === undefined ? {} : { cancelled }),
    ...(launchedAt === undefined ? {} : { launchedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  const billing = isBilling(instance, isFinal(job.state), launchedAt);
  const knownEnd = instance?.endedAt ?? ended?.endedAt;
  const stopped = billing
    ? undefined
    : (knownEnd ?? lastKnownEnd(settings.onComplete, job.endedAt, expiresAt, now));
  const view: Draft<RunView> = {
    index: run.index,
    name: run.name,
    parameters: Object.fromEntries(run.parameters),
    state: job.state,
    region: settings.region,
    billing,
  };
  if (instance !== undefined) view.instance = instance;
  if (instanceId !== undefined && instanceId !== '') view.instanceId = instanceId;
  if (instanceType !== undefined) view.instanceType = instanceType;
  if (launchedAt !== undefined) view.launchedAt = launchedAt;
  if (expiresAt !== undefined) view.expiresAt = expiresAt;
  if (job.reason !== undefined) view.reason = job.reason;
  if (job.exitCode !== undefined) view.exitCode = job.exitCode;
  if (job.endedAt !== undefined) view.endedAt = job.endedAt;
  // One that EC2 does not show may be shown or be missed; one that ends has an end to come.
  const passing = launchedAt !== undefined && knownEnd === undefined && (instance === undefined || !billing);
  if (launchedAt === undefined || instanceType === undefined) return { view, passing };
  const account = accountOf({
    instanceType,
    region: settings.region,
    spot: instance?.spot ?? settings.spot,
    volumeGib: settings.volumeSize ?? defaultVolumeGib,
    publicAddress: instance === undefined || instance.publicIp !== undefined || !billing,
    launchedAt,
    ...(stopped === undefined ? {} : { endedAt: stopped }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  return { view, passing, account };
}

/**
 * A run with its bill. Copied and then set, for a spread that more fields follow gives each of its results a shape of its own
 * in V8: ten times slower to make, and slow for whoever reads it.
 */
export function withBill(view: RunView, { accruedUsd, costParts }: Bill): RunView {
  const billed: Draft<RunView> = Object.assign({}, view);
  billed.accruedUsd = accruedUsd;
  billed.costParts = costParts;
  return billed;
}

type Draft<T> = { -readonly [Name in keyof T]: T[Name] };

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
