import { parseRunKey } from '../../agent/record';
import type { SweepPlan } from '../../plan/plan';
import { longestTtlSeconds } from '../../sweep/duration';
import type { CallEntry, JournalEntry, RetriedEntry } from './entry';

/** Whether an entry can belong to this sweep. The details of a call are compared when it is sent (launch/compose.ts). */
export function followsFrom(plan: SweepPlan, entry: JournalEntry): boolean {
  switch (entry.kind) {
    case 'call':
      return isPlannedCall(plan, entry);
    case 'launched':
      return entry.instances.every(({ run }) => isRun(plan, run)) && isBatch(plan, entry.batch);
    case 'refused':
      return isBatch(plan, entry.batch);
    case 'given-up':
    case 'dropped':
    case 'extended':
      return entry.rows.every((row) => isRun(plan, row));
    case 'ended':
    case 'stopped':
      return isRun(plan, entry.run);
    case 'retried':
      return isAttempt(plan, entry);
    case 'cancelled':
    case 'secrets-removed':
      return true;
  }
}

function isPlannedCall(
  plan: SweepPlan,
  { availabilityZone, batch: id, instanceType, onDemand, region, rows }: CallEntry,
): boolean {
  const batch = plan.batches.find((one) => one.id === id);
  if (batch === undefined) return false;
  const { shape } = batch;
  const runs = new Set(batch.runs.map(({ index }) => index));
  return (
    region === shape.region &&
    shape.instanceTypes.includes(instanceType) &&
    (onDemand !== true || shape.spotFallback === true) &&
    (shape.availabilityZone === undefined || availabilityZone === shape.availabilityZone) &&
    rows.length > 0 &&
    new Set(rows).size === rows.length &&
    rows.every((row) => runs.has(row))
  );
}

/** It is given no more time than a run can have, and nothing to restore but what an instance of its own run wrote. */
function isAttempt(plan: SweepPlan, { attempt, resume, run: index, ttlSeconds }: RetriedEntry): boolean {
  const run = plan.batches.flatMap(({ runs }) => runs).find((one) => one.index === index);
  if (run === undefined || attempt < 2) return false;
  const timed = run.settings.ttlSeconds !== undefined;
  if (timed ? ttlSeconds === undefined || ttlSeconds > longestTtlSeconds : ttlSeconds !== undefined)
    return false;
  return resume === undefined || parseRunKey(plan.sweepId, resume.key)?.runName === run.name;
}

const isBatch = (plan: SweepPlan, id: string): boolean => plan.batches.some((batch) => batch.id === id);
const isRun = (plan: SweepPlan, index: number): boolean => index >= 0 && index < plan.size;
