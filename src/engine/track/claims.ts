import type { Remains } from '../../agent/record';
import { proofOf } from '../../plan/plan';
import { type CallId, callName } from '../journal/entry';
import { type LaunchState, lastAttempt, type RunLaunch } from '../journal/fold';
import type { Instance } from '../ports';
import type { SweepRecord } from '../record/sweep-record';
import type { DatedClaim } from './status';

/** How a run's job ended, as reported by its own instance. */
export interface JobStatus {
  readonly state: string;
  readonly exitCode?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly remains?: Remains;
  /** It ended its instance itself, after its work. */
  readonly endedItself?: boolean;
  /** ID of the instance that reported it, if it wrote under its own name. */
  readonly instanceId?: string;
}

/** The information about a sweep from its own journal, and from EC2. */
export interface Known {
  readonly record: SweepRecord;
  readonly launch: LaunchState;
  /** The instance that EC2 returns for a run. */
  readonly found: ReadonlyMap<number, Instance>;
}

/**
 * The statuses of each run, by its index; of several, the last one counts. A status of an instance counts only for its
 * own run: the one in the journal, or in the tags that it was launched with. Only if neither names it, as after a crash
 * in the middle of a call whose instances EC2 no longer returns, it has to prove that it was launched by the call of
 * that run.
 */
export function jobsIn(claims: readonly DatedClaim[], known: Known): ReadonlyMap<number, JobStatus> {
  const jobs = new Map<number, JobStatus>();
  if (claims.length === 0) return jobs;
  const runs = runsByInstance(known);
  for (const claim of claims) {
    const { at, endedItself, exitCode, index, remains, state, writer } = claim;
    const before = jobs.get(index);
    if ((before !== undefined && before.at > at) || !isHeard(claim, runs, known)) continue;
    jobs.set(index, {
      state,
      at,
      remains,
      endedItself,
      exitCode,
      ...(writer.by === 'instance' ? { instanceId: writer.instanceId } : {}),
    });
  }
  return jobs;
}

function isHeard(
  { attempt, index, proof, writer }: DatedClaim,
  runs: ReadonlyMap<string, number>,
  { launch, record }: Known,
): boolean {
  const place = launch.runs[index];
  if (place === undefined || attempt !== lastAttempt(launch.retries, index)) return false;
  const byForm = record.target?.write === 'post';
  if (writer.by === 'form') return byForm && writer.index === index && writer.attempt === attempt;
  const run = runs.get(writer.instanceId);
  if (run !== undefined) return run === index;
  const call = callWithout(place);
  if (byForm || call === undefined) return false;
  // Without a bucket, these files were fetched from the instance of that run.
  return record.target === undefined || proof === proofOf(record.target.secret, callName(call));
}

/** The call that launched a run, or may have launched it, if its instance wasn't recorded. */
function callWithout(place: RunLaunch): CallId | undefined {
  if (place.state === 'launching') return place.call;
  return place.state === 'launched' && place.instanceId === '' ? place.call : undefined;
}

function runsByInstance({ found, launch }: Known): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  for (const [run, { id }] of found) runs.set(id, run);
  for (const [run, place] of launch.runs.entries()) {
    if (place.state === 'launched' && place.instanceId !== '') runs.set(place.instanceId, run);
  }
  return runs;
}
