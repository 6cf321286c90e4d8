import { firstAttempt, type RunAttempt } from '../../plan/plan';
import type { Run } from '../../sweep/run';
import type { EndedInstance } from '../journal/entry';
import { type LaunchState, lastAttempt } from '../journal/fold';

/** A run as the attempt of this number is launched; undefined if the journal doesn't have that attempt. */
export function attemptOfRun(
  { retries }: Pick<LaunchState, 'retries'>,
  run: Run,
  attempt: number,
): RunAttempt | undefined {
  if (attempt === firstAttempt) return run;
  const entry = retries.get(run.index)?.find((one) => one.attempt === attempt);
  if (entry === undefined) return undefined;
  const { resume, ttlSeconds } = entry;
  return {
    ...run,
    attempt,
    settings: { ...run.settings, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) },
    ...(resume === undefined ? {} : { resume }),
  };
}

/** A run as its last attempt is launched. */
export const lastAttemptOf = (launch: Pick<LaunchState, 'retries'>, run: Run): RunAttempt =>
  attemptOfRun(launch, run, lastAttempt(launch.retries, run.index)) ?? run;

/** Whether the last attempt of a run, which prefers spot instances, gets an on-demand one. */
export const needsOnDemand = ({ retries }: Pick<LaunchState, 'retries'>, run: number): boolean =>
  retries.get(run)?.at(-1)?.onDemand === true;

/** Where the attempt before the last one of a run was, which is the place to avoid; undefined if there is none. */
export const lastPlaceOf = (
  { retries }: Pick<LaunchState, 'retries'>,
  run: number,
): EndedInstance | undefined => retries.get(run)?.at(-1)?.previous.instance;
