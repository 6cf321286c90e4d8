import { Failure } from '../failure';
import { isFinal } from '../job-states';
import { type CancelledEntry, callName } from '../journal/entry';
import { overrides } from '../journal/fold';
import { callTag } from '../launch/compose';
import { consistencyGrace } from '../launch/fleet';
import type { Identity, Instance } from '../ports';
import { regionsOf } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import { mayLive, sweepTags } from '../track/instances';
import { listStatuses } from '../track/status';
import { type Look, lookAt, type TrackOptions, viewWith } from '../track/tracker';

export interface CancelContext extends TrackOptions {
  readonly identity: Identity;
  readonly keepRunning: boolean;
}

const lookAgain = 3_000;
/** How long to wait for a call without an answer, which may have launched nothing. */
const unansweredGrace = 60_000;
/** How often to retry writing the decision if others write to the record at the same time. */
const recordTries = 5;

/**
 * Records that the sweep is canceled, so that no process launches more of it. If the bucket can't be written to, the
 * decision is in the journal on disk, and the failure is returned, since the running instances must be terminated
 * anyway.
 */
export async function recordCancel(
  sweep: KnownSweep,
  finished: readonly number[] | undefined,
  options: CancelContext,
): Promise<Failure | undefined> {
  const entry: CancelledEntry = {
    kind: 'cancelled',
    at: options.clock.now(),
    keepRunning: options.keepRunning,
    by: options.identity.arn,
    finished,
  };
  const { cancelled } = sweep.log.state();
  // A second cancel terminates instances that are still running; the first one decided the state of the runs.
  if (cancelled !== undefined && !overrides(entry, cancelled)) return undefined;
  for (let failures = 0; ; failures += 1) {
    try {
      await sweep.log.append([entry]);
      return undefined;
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'credentials') throw error;
      const raced = error.code === 'AnotherLeads';
      if (!raced || failures + 1 >= recordTries) {
        await sweep.log.noteLocally([entry]);
        return error;
      }
      const { keys } = await listStatuses(sweep.store, sweep.record.plan.sweepId, options.signal);
      await sweep.log.takeObjects(keys, options.signal);
    }
  }
}

/** A sweep just before some of it is canceled. */
export interface Before extends Look {
  /** Runs whose job has already ended; no cancel changes their state. */
  readonly finished: readonly number[];
}

/** Undefined if it can't be determined: the running instances must be terminated anyway. */
export async function lookBefore(sweep: KnownSweep, options: TrackOptions): Promise<Before | undefined> {
  try {
    const look = await lookAt(sweep, options);
    const { runs } = await viewWith(sweep, look, options);
    return { ...look, finished: runs.filter(({ state }) => isFinal(state)).map(({ index }) => index) };
  } catch (error) {
    if (!(error instanceof Failure) || ['cancelled', 'credentials'].includes(error.kind)) throw error;
    return undefined;
  }
}

/** Instances after the running ones were terminated. */
export interface Terminated {
  readonly terminated: number;
  readonly instances: readonly Instance[];
}

/**
 * Terminates the sweep's running instances, found by tag and by the journal, and returns their current state. When the
 * cancel is in the record, so is every call that was decided before it, and none follows. Then the instances in
 * `before` are complete, unless a call has no answer yet, or launched instances that EC2 didn't return. Only in that
 * case is EC2 asked again.
 */
export async function terminateAll(
  sweep: KnownSweep,
  before: readonly Instance[] | undefined,
  options: CancelContext,
): Promise<Terminated> {
  const found = await Promise.all(
    regionsOf(sweep.record.plan).map((region) =>
      terminateIn(
        sweep,
        region,
        before?.filter((instance) => instance.region === region),
        options,
      ),
    ),
  );
  return {
    terminated: found.reduce((sum, one) => sum + one.terminated, 0),
    instances: found.flatMap((one) => one.instances),
  };
}

async function terminateIn(
  sweep: KnownSweep,
  region: string,
  before: readonly Instance[] | undefined,
  { clock, cloud, signal }: CancelContext,
): Promise<Terminated> {
  const compute = cloud.compute(region);
  const ended = new Set<string>();
  let known = before === undefined || isAwaited(sweep, region) ? undefined : before;
  for (;;) {
    const instances = known ?? (await compute.describe(sweepTags(sweep.record.plan.sweepId), signal));
    known = undefined;
    const alive = instances.filter((instance) => mayLive(instance) && !ended.has(instance.id));
    if (alive.length > 0) {
      await compute.terminate(
        alive.map((instance) => instance.id),
        signal,
      );
      for (const { id } of alive) ended.add(id);
    }
    if (!mayBeHidden(sweep, region, instances, clock.now())) {
      return {
        terminated: ended.size,
        instances: instances.map((instance) =>
          ended.has(instance.id) && mayLive(instance) ? { ...instance, state: 'shutting-down' } : instance,
        ),
      };
    }
    await clock.sleep(lookAgain, signal);
  }
}

/** Whether a call in that state is recorded without its answer. */
const isAwaited = ({ log }: KnownSweep, region: string): boolean =>
  log.state().open.some((call) => call.region === region);

/** Whether an instance of the sweep was launched so recently that EC2 may not return it yet. */
function mayBeHidden({ log }: KnownSweep, region: string, shown: readonly Instance[], now: number): boolean {
  const launch = log.state();
  const ids = new Set(shown.map((instance) => instance.id));
  return launch.runs.some((run, index) => {
    if (run.state !== 'launched' && run.state !== 'launching') return false;
    if (run.call.region !== region || launch.ended.has(index)) return false;
    const age = now - run.call.at;
    if (run.state === 'launched')
      return run.instanceId !== '' && age < consistencyGrace && !ids.has(run.instanceId);
    return age < unansweredGrace && !shown.some((instance) => instance.tags[callTag] === callName(run.call));
  });
}
