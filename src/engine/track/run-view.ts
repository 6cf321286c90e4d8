import { type DiskSizes, usualDiskGib } from '../../cost/disk';
import { expiryTag } from '../../plan/plan';
import { imageOf } from '../../sweep/images';
import type { OnComplete, Run } from '../../sweep/run';
import type { CancelledEntry, DroppedEntry, EndedEntry } from '../journal/entry';
import type { LaunchState, RunLaunch } from '../journal/fold';
import type { Instance } from '../ports';
import type { RunView } from '../view';
import { type Account, accountOf, type Bill } from './bill';
import { type ExpiryFacts, expiryOf } from './expiry';
import { type Evidence, isFinal, type Job, jobOf } from './job';
import type { JobStatus, StatusFolder } from './status';

/** What was heard of one run. */
export interface RunEvidence {
  readonly place: RunLaunch;
  readonly status: JobStatus | undefined;
  readonly instance: Instance | undefined;
  readonly ended: EndedEntry | undefined;
  readonly cancelled: CancelledEntry | undefined;
  readonly dropped: DroppedEntry | undefined;
  /** Milliseconds since the epoch. */
  readonly stoppedAt: number | undefined;
  readonly extendedTo: number | undefined;
}

export const evidenceOf = (
  { index }: Run,
  { cancelled, dropped, ended, extended, runs, stopped }: LaunchState,
  { jobs }: StatusFolder,
  instance: Instance | undefined,
): RunEvidence => ({
  place: runs[index] ?? queued,
  status: jobs.get(index),
  instance,
  ended: ended.get(index),
  cancelled,
  dropped: dropped.get(index),
  stoppedAt: stopped.get(index),
  extendedTo: extended.get(index),
});

const queued: RunLaunch = { state: 'queued' };

/** Nothing new: what stays the same from poll to poll is the same object, but for statuses, which are listed anew. */
export const sameEvidence = (a: RunEvidence, b: RunEvidence): boolean =>
  a.place === b.place &&
  a.instance === b.instance &&
  a.ended === b.ended &&
  a.cancelled === b.cancelled &&
  a.dropped === b.dropped &&
  a.stoppedAt === b.stoppedAt &&
  a.extendedTo === b.extendedTo &&
  a.status?.state === b.status?.state &&
  a.status?.exitCode === b.status?.exitCode &&
  a.status?.at === b.status?.at;

/** All that can be said of a run but what time adds to its bill. */
export interface Standing {
  readonly view: RunView;
  /** Undefined before it was launched. */
  readonly account?: Account;
  /** When the clock alone may change it, milliseconds since the epoch. */
  readonly holdsUntil: number;
}

/** @param now milliseconds since the epoch */
export function standingOf(
  run: Run,
  evidence: RunEvidence,
  { disks, hasBucket }: { readonly disks: DiskSizes; readonly hasBucket: boolean },
  now: number,
): Standing {
  const { cancelled, dropped, ended, extendedTo, instance, place, status } = evidence;
  const { settings } = run;
  const call = 'call' in place ? place.call : undefined;
  const launchedAt = launchOf(evidence);
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
    ...handOf(run.index, cancelled, dropped),
    ...(evidence.stoppedAt === undefined ? {} : { stoppedAt: evidence.stoppedAt }),
    ...(cancelled === undefined ? {} : { cancelled }),
    ...(launchedAt === undefined ? {} : { launchedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  const life = lifeOf(evidence, { job, onComplete: settings.onComplete, launchedAt, expiresAt, now });
  const view: Draft<RunView> = {
    index: run.index,
    name: run.name,
    parameters: Object.fromEntries(run.parameters),
    state: job.state,
    region: settings.region,
    billing: life.kind === 'running' || life.kind === 'stopped',
  };
  if (life.kind === 'stopped') view.stopped = true;
  if (view.billing && isOverdue(instance, expiresAt, now)) view.overdue = true;
  if (instance !== undefined) view.instance = instance;
  if (instanceId !== undefined && instanceId !== '') view.instanceId = instanceId;
  if (instanceType !== undefined) view.instanceType = instanceType;
  if (launchedAt !== undefined) view.launchedAt = launchedAt;
  if (expiresAt !== undefined) view.expiresAt = expiresAt;
  if (job.reason !== undefined) view.reason = job.reason;
  if (job.exitCode !== undefined) view.exitCode = job.exitCode;
  if (job.endedAt !== undefined) view.endedAt = job.endedAt;
  const holdsUntil = changeOf(evidence, view, life);
  if (launchedAt === undefined || instanceType === undefined) return { view, holdsUntil };
  const { cpuCredits, price, spotMaxPrice } = settings;
  const account = accountOf({
    instanceType,
    region: settings.region,
    spot: instance?.spot ?? settings.spot,
    volumeGib:
      settings.volumeSize ?? disks(imageOf(settings.ami, instanceType), settings.region) ?? usualDiskGib,
    publicAddress: instance === undefined || instance.publicIp !== undefined || life.kind !== 'running',
    launchedAt,
    ...(cpuCredits === undefined ? {} : { cpuCredits }),
    ...(price === undefined ? {} : { ownPrice: price }),
    ...(spotMaxPrice === undefined ? {} : { spotMaxPrice }),
    ...('endedAt' in life ? { endedAt: life.endedAt } : {}),
    ...('goneAt' in life ? { goneAt: life.goneAt } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  return { view, holdsUntil, account };
}

/** Where a user ended the run, the first time. */
function handOf(
  index: number,
  cancelled: CancelledEntry | undefined,
  dropped: DroppedEntry | undefined,
): Pick<Evidence, 'hand'> {
  const ends = [cancelled?.keepRunning === false ? cancelled : undefined, dropped].filter(
    (entry) => entry !== undefined,
  );
  const [first] = ends.toSorted((a, b) => a.at - b.at);
  if (first === undefined) return {};
  const { at, finished } = first;
  return { hand: { at, ...(finished === undefined ? {} : { late: finished.includes(index) }) } };
}

/** When it was launched: a start after a stop sets what EC2 says anew, and the TTL counts from the first one. */
function launchOf({ instance, place, status }: RunEvidence): number | undefined {
  const told = place.state === 'launched' ? place.launchedAt : undefined;
  // Without an id nobody has seen the instance, and the time is not EC2's.
  const first = place.state === 'launched' && place.instanceId !== '' ? place.launchedAt : undefined;
  if (instance !== undefined) return Math.min(instance.launchedAt, first ?? instance.launchedAt);
  return told ?? (status === undefined || !('call' in place) ? undefined : place.call.at);
}

/** What of an instance there is to pay. Times are milliseconds since the epoch. */
type Life =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  /** Its disks cost. */
  | { readonly kind: 'stopped'; readonly endedAt: number }
  | { readonly kind: 'gone'; readonly endedAt: number; readonly goneAt: number };

interface LifeFacts {
  readonly job: Job;
  readonly onComplete: OnComplete;
  readonly launchedAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly now: number;
}

/** EC2 bills an instance until it shuts down or stops, and its disks until they are deleted. One that EC2 does not show yet is billed; one that it forgot is not. */
function lifeOf({ ended, instance, stoppedAt }: RunEvidence, facts: LifeFacts): Life {
  const { expiresAt, job, launchedAt, now, onComplete } = facts;
  if (launchedAt === undefined) return { kind: 'none' };
  // Without EC2's own time: a job that stops its instance ends a moment before it.
  const stop = stoppedAt ?? (onComplete === 'stop' ? job.endedAt : undefined);
  switch (instance?.state) {
    case undefined:
      break;
    case 'stopping':
    case 'stopped':
      return { kind: 'stopped', endedAt: stoppedAt ?? instance?.endedAt ?? stop ?? now };
    case 'shutting-down':
    case 'terminated': {
      const goneAt = instance?.endedAt ?? ended?.endedAt ?? now;
      return { kind: 'gone', goneAt, endedAt: Math.min(stop ?? goneAt, goneAt) };
    }
    default:
      return { kind: 'running' };
  }
  if (!isFinal(job.state)) return { kind: 'running' };
  const goneAt = ended?.endedAt ?? lastKnownEnd(onComplete, job.endedAt, expiresAt, now) ?? now;
  return { kind: 'gone', goneAt, endedAt: Math.min(stop ?? goneAt, goneAt) };
}

/** When time alone may change what is said of a run: at once where its end is not known for good, or once it is overdue. */
function changeOf({ ended, instance, stoppedAt }: RunEvidence, view: RunView, life: Life): number {
  const { expiresAt, launchedAt, overdue } = view;
  if (launchedAt === undefined) return Number.POSITIVE_INFINITY;
  const told = instance?.endedAt ?? (life.kind === 'stopped' ? stoppedAt : ended?.endedAt);
  const settled = life.kind === 'running' ? instance !== undefined : told !== undefined;
  if (!settled) return Number.NEGATIVE_INFINITY;
  if (life.kind === 'gone' || overdue === true || expiresAt === undefined) return Number.POSITIVE_INFINITY;
  return expiresAt + overdueGrace;
}

/** How long after its end an instance may take to be gone, in milliseconds: the system's own shutdown, and EC2's. */
export const overdueGrace = 3 * 60_000;

/** Nothing has ended it: its user data never ran, or its system hangs, or it is stopped and cannot end itself. */
export const isOverdue = (
  instance: Instance | undefined,
  expiresAt: number | undefined,
  now: number,
): boolean => instance !== undefined && expiresAt !== undefined && now >= expiresAt + overdueGrace;

/**
 * A run with its bill. Copied and then set, for a spread that more fields follow gives each of its results a shape of its own
 * in V8: ten times slower to make, and slow for whoever reads it.
 */
export function withBill(view: RunView, { accruedUsd, costParts, hourlyUsd }: Bill): RunView {
  const billed: Draft<RunView> = Object.assign({}, view);
  billed.accruedUsd = accruedUsd;
  billed.costParts = costParts;
  billed.hourlyUsd = hourlyUsd;
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

/** When an instance that EC2 has forgotten was gone: with its job, unless it was kept or stopped until the end of its TTL. */
function lastKnownEnd(
  onComplete: OnComplete,
  jobEndedAt: number | undefined,
  expiresAt: number | undefined,
  now: number,
): number | undefined {
  if (onComplete !== 'terminate' && expiresAt !== undefined) return Math.min(expiresAt, now);
  return jobEndedAt ?? expiresAt;
}
