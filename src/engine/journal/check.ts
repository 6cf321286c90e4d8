import type { SweepPlan } from '../../plan/plan';
import type { CallEntry, JournalEntry } from './entry';

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
    case 'cancelled':
    case 'secrets-removed':
      return true;
  }
}

function isPlannedCall(
  plan: SweepPlan,
  { availabilityZone, batch: id, instanceType, region, rows }: CallEntry,
): boolean {
  const batch = plan.batches.find((one) => one.id === id);
  if (batch === undefined) return false;
  const { shape } = batch;
  const runs = new Set(batch.runs.map(({ index }) => index));
  return (
    region === shape.region &&
    shape.instanceTypes.includes(instanceType) &&
    (shape.availabilityZone === undefined || availabilityZone === shape.availabilityZone) &&
    rows.length > 0 &&
    new Set(rows).size === rows.length &&
    rows.every((row) => runs.has(row))
  );
}

const isBatch = (plan: SweepPlan, id: string): boolean => plan.batches.some((batch) => batch.id === id);
const isRun = (plan: SweepPlan, index: number): boolean => index >= 0 && index < plan.size;
