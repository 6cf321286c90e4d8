import { statusPrefix, sweepPrefix } from '../../agent/record';

/**
 * What the engine writes under `sweeps/<sweep-id>/`, next to what the agent writes (agent/record.ts):
 *
 *   sweep.json                  the launched file, the plan, AMI ids and prices; written once, before anything is launched
 *   status/log-<sequence>.jsonl what is about to be launched, and what came of it; each written once
 *   status/lease.json           who launches the sweep now
 *
 * No policy lets an instance write any of these. Log and lease are next to the statuses so that one LIST shows all that a
 * poll needs.
 */
export const recordKey = (sweepId: string): string => `${sweepPrefix(sweepId)}sweep.json`;
export const leaseKey = (sweepId: string): string => `${statusPrefix(sweepId)}lease.json`;
export const logObjectKey = (sweepId: string, sequence: number): string =>
  `${statusPrefix(sweepId)}log-${String(sequence).padStart(6, '0')}.jsonl`;

/** Sequence of a log object of this sweep; undefined when the key is not one. */
export function parseLogKey(sweepId: string, key: string): number | undefined {
  const prefix = `${statusPrefix(sweepId)}log-`;
  const match = key.startsWith(prefix) ? /^(\d{6,9})\.jsonl$/.exec(key.slice(prefix.length)) : null;
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
