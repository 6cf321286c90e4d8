import { type CallEntry, callName, type JournalEntry, type LaunchedEntry } from '../journal/entry';
import type { LaunchState } from '../journal/fold';
import type { Instance } from '../ports';
import type { JobStatus } from '../track/claims';
import { callTag } from './compose';

/** How long EC2 reliably remembers a client token and the instances of its call. */
const tokenLife = 30 * 60_000;

/**
 * Unrecorded results of launching calls, derived from instances and statuses.
 *
 * A call without any evidence stays open: it is sent again with its own token, and EC2 launches it at most once. So
 * does a recent one with some evidence, for which EC2 returns all instances that it launched. For an old one, the rows
 * with evidence were launched, and the others are launched again, since its token may be forgotten.
 */
export function answersIn(
  launch: LaunchState,
  seen: ReadonlyMap<number, Instance>,
  jobs: ReadonlyMap<number, JobStatus>,
  now: number,
): readonly JournalEntry[] {
  return launch.open.flatMap((call): LaunchedEntry[] => {
    const known = call.rows.flatMap((run) => {
      const instance = seen.get(run);
      if (instance !== undefined && instance.tags[callTag] === callName(call)) {
        return [{ run, id: instance.id, launchedAt: instance.launchedAt }];
      }
      const job = jobs.get(run);
      return job === undefined ? [] : [{ run, id: job.instanceId ?? '', launchedAt: call.at }];
    });
    const complete = known.length === call.rows.length;
    const old = known.length > 0 && now - call.at > tokenLife;
    return complete || old ? [launched(call, known, now)] : [];
  });
}

const launched = (call: CallEntry, instances: LaunchedEntry['instances'], at: number): LaunchedEntry => ({
  kind: 'launched',
  batch: call.batch,
  attempt: call.attempt,
  at,
  instances,
});
