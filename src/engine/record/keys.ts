import { statusPrefix, sweepPrefix } from '../../agent/record';

/**
 * Objects that the engine writes under `sweeps/<sweep-id>/`, in addition to those of the agent (agent/record.ts):
 *
 *   sweep.json                  the launched file, the plan, AMI IDs, and prices; written once, before anything is launched
 *   status/log-<sequence>.jsonl planned calls, and their outcomes; each written once
 *   status/lease.json           the process that currently launches the sweep
 *
 * No policy lets an instance write any of these. Log and lease are next to the statuses, so that one LIST returns all
 * that a poll needs.
 */
export const recordKey = (sweepId: string): string => `${sweepPrefix(sweepId)}sweep.json`;
export const leaseKey = (sweepId: string): string => `${statusPrefix(sweepId)}lease.json`;
export const logObjectKey = (sweepId: string, sequence: number): string =>
  `${statusPrefix(sweepId)}log-${String(sequence).padStart(6, '0')}.jsonl`;

/** Below `sweeps/`: not a sweep. Its folders are the ids of sweeps that were deleted, for machines that have journals of them. */
export const deletedFolder = '.deleted';
export const deletionKey = (sweepId: string): string =>
  `${sweepPrefix(deletedFolder)}${sweepId}/deletion.json`;

/** Sequence number of a log object of this sweep; undefined for other keys. */
export function parseLogKey(sweepId: string, key: string): number | undefined {
  const prefix = `${statusPrefix(sweepId)}log-`;
  const match = key.startsWith(prefix) ? /^(\d{6,9})\.jsonl$/.exec(key.slice(prefix.length)) : null;
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
