import type { CallEntry } from '../src/engine/journal/entry';

/** A RunInstances call for these runs, a t3.micro each, as the journal tells of it. */
export const callOf = (batch: string, attempt: number, rows: readonly number[]): CallEntry => ({
  kind: 'call',
  batch,
  attempt,
  rows,
  at: 1_000 * attempt,
  region: 'us-east-1',
  instanceType: 't3.micro',
  digest: `${batch}.${attempt}`,
});
