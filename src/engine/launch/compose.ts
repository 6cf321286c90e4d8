import { createHash } from 'node:crypto';
import { creditRuleOf } from '../../cost/credits';
import {
  attemptOf,
  type Batch,
  callDataOf,
  clientTokenOf,
  firstAttempt,
  launchTagsOf,
  PlanError,
  proofOf,
  type RecordAccess,
  type RunAttempt,
  runTagsOf,
  type TableObject,
  type TableOf,
  type WriteAccess,
} from '../../plan/plan';
import { attemptAt, attemptsField, type CallEntry, type CallId, callName } from '../journal/entry';
import type { LaunchState } from '../journal/fold';
import type { Cloud, LaunchCall } from '../ports';
import { foreignEntry } from '../record/foreign';
import { profileOf, type SweepRecord } from '../record/sweep-record';
import { attemptOfRun } from './attempts';
import type { Candidate } from './candidate';
import { imageIdFor } from './image';

/** Tag that identifies the call that launched an instance (`b0.2`: batch and attempt) and, with its launch index, its run. */
export const callTag = 'spawn:batch';

/** A call as recorded in the journal, and as it is sent. */
export interface Composed {
  readonly entry: CallEntry;
  readonly request: LaunchCall;
  /** The objects that the bucket must contain before the call. */
  readonly tables: readonly TableObject[];
}

/** The choices for each call; the rest is in the plan. */
export interface CallChoice {
  readonly candidate: Candidate;
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Undefined if there is no bucket. */
  readonly access: WriteAccess | undefined;
}

type Types = Pick<Cloud, 'instanceType'>;

/** The call that launches these runs of a batch: from here on it doesn't change, however often it is sent. */
export function composeCall(
  record: SweepRecord,
  batch: Batch,
  runs: readonly RunAttempt[],
  choice: CallChoice,
  cloud: Types,
): Composed {
  const { access, at, attempt, candidate } = choice;
  const { availabilityZone, instanceType, onDemand } = candidate;
  const { request, tables } = requestOf(record, batch, runs, choice, cloud);
  const entry: CallEntry = {
    kind: 'call',
    batch: batch.id,
    attempt,
    at,
    region: batch.shape.region,
    rows: runs.map((run) => run.index),
    ...attemptsField(runs.map(attemptOf)),
    instanceType,
    availabilityZone,
    ...(onDemand === true ? { onDemand } : {}),
    access,
    digest: digestOf(request),
  };
  return { entry, request, tables };
}

/**
 * The request of an entry of the journal, derived from the plan as for the first call.
 * @param origin where the entry was read, for the message
 * @throws Failure `ForeignEntry` if it isn't the recorded request
 */
export function recompose(
  record: SweepRecord,
  launch: Pick<LaunchState, 'retries'>,
  entry: CallEntry,
  origin: string,
  cloud: Types,
): Composed {
  const { access, at, attempt, availabilityZone, instanceType, onDemand, rows } = entry;
  const { sweepId } = record.plan;
  const batch = record.plan.batches.find(({ id }) => id === entry.batch);
  const runs = rows.flatMap((row, place) => {
    const run = batch?.runs.find(({ index }) => index === row);
    return (run === undefined ? undefined : attemptOfRun(launch, run, attemptAt(entry, place))) ?? [];
  });
  if (batch === undefined || runs.length !== rows.length) throw foreignEntry(sweepId, origin);
  const candidate = { instanceType, availabilityZone, ...(onDemand === true ? { onDemand } : {}) };
  const { request, tables } = requestOf(record, batch, runs, { access, at, attempt, candidate }, cloud);
  if (digestOf(request) !== entry.digest) throw foreignEntry(sweepId, origin);
  return { entry, request, tables };
}

/**
 * The call for these runs, or, if their user data has become too large, for the first of them: forms that another
 * session signs can be longer than those that the batch was packed with.
 * @throws PlanError if not even one of them fits
 */
export function composeFitting(
  runs: readonly RunAttempt[],
  compose: (runs: readonly RunAttempt[]) => Composed,
): Composed {
  for (let some = runs; ; some = some.slice(0, Math.ceil(some.length / 2))) {
    try {
      return compose(some);
    } catch (error) {
      if (!(error instanceof PlanError) || some.length <= 1) throw error;
    }
  }
}

const tabled = ({ agent, plan: { size, sweepId, sweepName }, secrets }: SweepRecord): TableOf => ({
  sweepId,
  sweepName,
  size,
  agent,
  secrets,
});

function recordAccess(
  { target }: SweepRecord,
  call: CallId,
  access: WriteAccess | undefined,
): RecordAccess | undefined {
  if (target === undefined || access === undefined) return undefined;
  return { target, access, proof: proofOf(target.secret, callName(call)) };
}

function requestOf(
  record: SweepRecord,
  batch: Batch,
  runs: readonly RunAttempt[],
  { access, at, attempt, candidate: { availabilityZone, instanceType, onDemand } }: CallChoice,
  cloud: Types,
): Omit<Composed, 'entry'> {
  const { shape } = batch;
  const { plan } = record;
  const [only] = runs;
  const launchedAt = new Date(at);
  const profile = profileOf(record, shape);
  // Set even if it is EC2's default, which an account can change.
  const credits = creditRuleOf(instanceType, shape.cpuCredits);
  const call = { batch: batch.id, attempt };
  // These are in the call in another form, or only the chosen value is.
  const {
    availabilityZone: _zone,
    cpuCredits: _credits,
    iamPolicy: _policy,
    iamRole: _role,
    instanceTypes: _types,
    region: _region,
    spot,
    spotFallback: _fallback,
    spotMaxPrice,
    ...shared
  } = shape;
  const isSpot = spot && onDemand !== true;
  const isRetry = runs.some((run) => attemptOf(run) !== firstAttempt);
  const { tables, userData } = callDataOf(tabled(record), runs, recordAccess(record, call, access));
  const request: LaunchCall = {
    ...shared,
    spot: isSpot,
    ...(isSpot && spotMaxPrice !== undefined ? { spotMaxPrice } : {}),
    clientToken: clientTokenOf(plan.sweepId, batch.id, attempt),
    count: runs.length,
    minCount: 1,
    instanceType,
    ami: imageIdFor(record.images, shape, instanceType, cloud),
    userData,
    tags: {
      // What is left of the TTL, instead of all of it.
      ...launchTagsOf(plan, isRetry ? { ...batch, runs } : batch, launchedAt),
      ...(runs.length === 1 && only !== undefined ? runTagsOf(only, launchedAt) : {}),
      [callTag]: callName(call),
    },
    ...(credits === undefined ? {} : { cpuCredits: credits.mode }),
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
    instanceProfile: profile,
  };
  return { request, tables };
}

/** A hash of the whole request, regardless of the order of its fields. */
function digestOf({ tags, userData, ...request }: LaunchCall): string {
  const sorted = (fields: object): readonly unknown[] =>
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([sorted(request), sorted(tags)]))
    .update(userData)
    .digest('hex');
}
