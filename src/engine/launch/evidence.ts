import { type CallEntry, callName, type JournalEntry, type LaunchedEntry } from '../journal/entry';
import type { LaunchState } from '../journal/fold';
import type { Instance } from '../ports';
import type { JobStatus } from '../track/claims';
import { callTag } from './compose';

/** How long EC2 surely knows a client token and the instances it made. */
const tokenLife = 30 * 60_000;

/**
 * Unrecorded results of launching calls, derived from instances and statuses.
 *
 * A call without a trace stays open: it is sent again with its own token, and EC2 launches it at most once. So
 * does a young one of which there is some trace: EC2 answers with all that it launched. Of an old one the rows with a
 * trace were launched, and the others are left, since its token may be forgotten.
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
