import type { BilledKind } from '../../cost/accrual';
import { type DiskSizes, diskGibOn, type Licences, usualDiskGib } from '../../cost/disk';
import { expiryTag, firstAttempt } from '../../plan/plan';
import { imageOf } from '../../sweep/images';
import type { Run } from '../../sweep/run';
import type { CallEntry, CancelledEntry, DroppedEntry, EndedInstance } from '../journal/entry';
import type { Instance } from '../ports';
import type { RunView } from '../view';
import { accountOf, type Bill, type BilledInstance } from './bill';
import { type ExpiryFacts, expiryOf, isOverdue, overdueGrace } from './expiry';
import { type Hand, type Job, jobOf } from './job';
import { type Life, launchOf, lifeOf, startOf } from './life';
import {
  isUndecided,
  type NextAttempt,
  nextAttemptOf,
  remaining,
  usedUpReason,
  waitingReason,
} from './next-attempt';
import type { RunEvidence } from './run-evidence';

/** All information about a run except for its time-dependent cost. */
export interface RunStanding {
  /** Its cost is that of the last poll. */
  readonly view: Mutable<RunView>;
  /** Undefined before it was launched. */
  readonly account?: BilledInstance;
  /** Of an instance that may have been launched: the call has no answer yet. */
  readonly possible?: BilledInstance;
  /** The instances of its earlier attempts. */
  readonly earlier: readonly BilledInstance[];
  /** What follows after its last attempt according to its sweep file; undefined: nothing. */
  readonly next?: NextAttempt | undefined;
  /** What its last attempt has left for another one. */
  readonly rest: NextAttempt;
  readonly life: Life;
  /** How its last attempt does, whatever follows. */
  readonly job: Job;
  /** When it can change only because of time, milliseconds since the epoch. */
  readonly holdsUntil: number;
}

/** The parts that all runs of a sweep share. */
export interface SweepKnowledge {
  readonly disks: DiskSizes;
  readonly licences: Licences;
  readonly hasBucket: boolean;
}

/** @param now milliseconds since the epoch */
export function runStandingOf(
  run: Run,
  evidence: RunEvidence,
  knowledge: SweepKnowledge,
  now: number,
): RunStanding {
  const { cancelled, dropped, extendedTo, instance, launch, retries = [], status } = evidence;
  const { hasBucket } = knowledge;
  const { settings } = run;
  const call = 'call' in launch ? launch.call : undefined;
  const launchedAt = launchOf(evidence);
  const startedAt = startOf(evidence);
  const named = launch.state === 'launched' && launch.instanceId !== '' ? launch.instanceId : undefined;
  const instanceId = instance?.id ?? named ?? status?.instanceId;
  const instanceType = instance?.type ?? call?.instanceType;
  const expiresAt =
    startedAt === undefined
      ? undefined
      : expiryOf({ launchedAt: startedAt, ...expiryFacts(settings, instance, extendedTo) });
  const hand = handOf(run.index, cancelled, dropped);
  const ended = jobOf({ ...evidence, hand, launchedAt, expiresAt, hasBucket, now });
  const life = lifeOf(evidence, { job: ended, onComplete: settings.onComplete, launchedAt, expiresAt, now });
  const facts = { job: ended, life, startedAt, expiresAt };
  const next = nextAttemptOf(settings, evidence, facts);
  const rest = remaining(settings, evidence, facts);
  const job = isUndecided(settings, evidence, ended)
    ? ({ state: 'running' } as const)
    : next === undefined
      ? ended
      : jobBefore(next, ended, retries.length);
  const view: Mutable<RunView> = {
    index: run.index,
    name: run.name,
    parameters: Object.fromEntries(run.parameters),
    state: job.state,
    region: settings.region,
    billing: life.kind === 'running' || life.kind === 'stopped',
  };
  if (life.kind === 'stopped') view.stopped = true;
  if (view.billing && instance !== undefined && isOverdue(expiresAt, now)) view.overdue = true;
  if (instance !== undefined) view.instance = instance;
  if (instanceId !== undefined) view.instanceId = instanceId;
  if (instanceType !== undefined) view.instanceType = instanceType;
  if (launchedAt !== undefined) view.launchedAt = launchedAt;
  if (startedAt !== undefined && startedAt !== launchedAt) view.startedAt = startedAt;
  if (expiresAt !== undefined) view.expiresAt = expiresAt;
  if (job.reason !== undefined) view.reason = job.reason;
  if (job.remains !== undefined) view.remains = job.remains;
  if (retries.length > 0) {
    view.attempt = retries.at(-1)?.attempt ?? firstAttempt;
    view.earlier = retries.map(({ attempt, previous }) => ({ ...previous, attempt: attempt - 1 }));
  }
  if (job.exitCode !== undefined) view.exitCode = job.exitCode;
  if (job.endedAt !== undefined) view.endedAt = job.endedAt;
  const earlier = retries.flatMap(({ previous }) =>
    previous.instance === undefined ? [] : earlierAccountOf(settings, previous.instance, knowledge),
  );
  const standing = {
    view,
    earlier,
    next,
    rest,
    life,
    job: ended,
    holdsUntil: changeOf(evidence, view, life),
  };
  if (instanceType === undefined) return standing;
  const kind = kindOf(settings, instanceType, instance?.spot ?? isSpot(settings, call), knowledge);
  if (startedAt === undefined) {
    const waits = instance?.waits === true;
    if ((job.state !== 'launching' && !waits) || call === undefined) return standing;
    const { ttlSeconds } = settings;
    const begin = waits ? now : call.at;
    const end = ttlSeconds === undefined ? {} : { expiresAt: begin + ttlSeconds * 1000 };
    const possible = accountOf({ ...kind, publicAddress: true, launchedAt: begin, ...end });
    return { ...standing, possible };
  }
  const account = accountOf({
    ...kind,
    publicAddress: instance === undefined || instance.publicIp !== undefined || life.kind !== 'running',
    launchedAt: startedAt,
    ...('endedAt' in life ? { endedAt: life.endedAt } : {}),
    ...('goneAt' in life ? { goneAt: life.goneAt } : {}),
    expiresAt,
  });
  if (next?.kind !== 'waits') return { ...standing, account };
  return { ...standing, account, possible: furtherAccount(run, instanceType, next, knowledge, now) };
}

/** The most expensive instance that another attempt of a run can have, launched now. */
export function furtherAccount(
  { settings }: Run,
  instanceType: string,
  { ttlSeconds }: { readonly ttlSeconds?: number },
  knowledge: SweepKnowledge,
  now: number,
): BilledInstance {
  const spot = settings.spot && settings.spotFallback !== true;
  const end = ttlSeconds === undefined ? {} : { expiresAt: now + ttlSeconds * 1000 };
  const kind = kindOf(settings, instanceType, spot, knowledge);
  return accountOf({ ...kind, publicAddress: true, launchedAt: now, ...end });
}

/** The job of a run of which another attempt may follow. */
function jobBefore(next: NextAttempt, job: Job, retries: number): Job {
  if (next.kind === 'expired') return { ...job, state: 'expired', reason: usedUpReason(retries + 1) };
  return { ...job, state: 'waiting-to-retry', reason: waitingReason(job, retries + 2) };
}

const earlierAccountOf = (
  settings: Run['settings'],
  { expiresAt, goneAt, instanceType, publicAddress, spot, startedAt }: EndedInstance,
  knowledge: SweepKnowledge,
): BilledInstance =>
  accountOf({
    ...kindOf(settings, instanceType, spot, knowledge),
    publicAddress,
    launchedAt: startedAt,
    endedAt: goneAt,
    goneAt,
    expiresAt,
  });

const isSpot = ({ spot }: Run['settings'], call: CallEntry | undefined): boolean =>
  spot && call?.onDemand !== true;

/** The properties that determine the price of a run's instance. */
const kindOf = (
  { ami, cpuCredits, price, region, spotFallback, spotMaxPrice, volumeSize }: Run['settings'],
  instanceType: string,
  spot: boolean,
  { disks, licences }: Pick<SweepKnowledge, 'disks' | 'licences'>,
): Omit<BilledKind, 'publicAddress'> => ({
  instanceType,
  region,
  spot,
  volumeGib: diskGibOn(instanceType, { ami, region, volumeSize }, disks) ?? usualDiskGib,
  ...(licences(imageOf(ami, instanceType), region) === undefined ? {} : { licensed: true }),
  cpuCredits,
  ownPrice: price,
  spotMaxPrice,
  spotFallback,
});

/** When a user ended the run, the first time. */
function handOf(
  index: number,
  cancelled: CancelledEntry | undefined,
  dropped: DroppedEntry | undefined,
): Hand | undefined {
  const ends = [cancelled?.keepRunning === false ? cancelled : undefined, dropped].filter(
    (entry) => entry !== undefined,
  );
  const [first] = ends.toSorted((a, b) => a.at - b.at);
  if (first === undefined) return undefined;
  const { at, finished } = first;
  return { at, late: finished?.includes(index) };
}

/** When a run's view can change only because of time: immediately if its end isn't final, or when it is overdue. */
function changeOf({ ended, instance, stopped }: RunEvidence, view: RunView, life: Life): number {
  const { expiresAt, launchedAt, overdue } = view;
  if (launchedAt === undefined) return Number.POSITIVE_INFINITY;
  const told = instance?.endedAt ?? (life.kind === 'stopped' ? stopped?.at : ended?.endedAt);
  const settled = life.kind === 'running' ? instance !== undefined : told !== undefined;
  if (!settled) return Number.NEGATIVE_INFINITY;
  if (life.kind === 'gone' || overdue === true || expiresAt === undefined) return Number.POSITIVE_INFINITY;
  return expiresAt + overdueGrace;
}

/**
 * Updates the current cost of a run in its view, which is kept while nothing else is new: ten thousand copies per poll
 * would be garbage a moment later.
 */
export function setBill(view: Mutable<RunView>, { accruedUsd, costParts, hourlyUsd }: Bill): void {
  view.accruedUsd = accruedUsd;
  view.costParts = costParts;
  view.hourlyUsd = hourlyUsd;
}

export type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

function expiryFacts(
  { ttlSeconds }: Run['settings'],
  instance: Instance | undefined,
  moved: number | undefined,
): Omit<ExpiryFacts, 'launchedAt'> {
  const tag = instance?.tags[expiryTag];
  return {
    ttlSeconds,
    tag,
    moved,
  };
}
