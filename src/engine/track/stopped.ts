import { Failure } from '../failure';
import type { StoppedEntry } from '../journal/entry';
import type { Cloud, Instance } from '../ports';
import type { KnownSweep } from '../record/sweep-repository';
import type { RunView, SweepView } from '../view';
import { groupByRegion } from './instances';

/** How an instance stopped. Without EC2's own time, at `otherwise` (milliseconds since the epoch). */
export const stopOf = (run: number, { endedAt, stateReason }: Instance, otherwise: number): StoppedEntry => ({
  kind: 'stopped',
  run,
  at: endedAt ?? otherwise,
  reason: stateReason,
});

/**
 * Terminates the stopped instances of a sweep whose TTL is over, since no agent is running on them. Only those whose
 * file sets `on_complete: stop`, which the launch announced; an instance that a user stopped is shown as overdue, and
 * left to the user. Without permission, they stay overdue.
 */
export async function endStopped(
  sweep: KnownSweep,
  { runs }: SweepView,
  { cloud, signal }: { readonly cloud: Cloud; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const due = runs.filter(isDue);
  if (due.length === 0) return;
  try {
    for (const { attempt, endedAt, expiresAt, index, instance } of due) {
      const otherwise = endedAt ?? expiresAt ?? 0;
      const number = attempt === undefined ? {} : { attempt };
      if (instance !== undefined) await sweep.log.note({ ...stopOf(index, instance, otherwise), ...number });
    }
    await sweep.log.flush();
  } catch (error) {
    // A bucket that can't be written to: the instances are terminated anyway.
    whenFailed(error);
  }
  for (const [region, instances] of groupByRegion(due.flatMap(({ instance }) => instance ?? []))) {
    const ids = instances.map(({ id }) => id);
    await cloud.compute(region).terminate(ids, signal).catch(whenFailed);
  }
}

const isDue = ({ instance, overdue }: RunView): boolean =>
  overdue === true &&
  instance?.state === 'stopped' &&
  instance.tags['spawn:managed'] === 'true' &&
  instance.tags['spawn:on-complete'] === 'stop';

const whenFailed = (error: unknown): void => {
  if (!(error instanceof Failure) || error.kind === 'cancelled') throw error;
};
