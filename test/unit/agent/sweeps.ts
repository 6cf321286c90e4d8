import assert from 'node:assert/strict';
import { type RecordAccess, type SweepPlan, userDataOf } from '../../../src/plan/plan';
import type { Run, RunSettings } from '../../../src/sweep/run';
import { accessOf } from '../../sample-access';
import * as sample from '../../sample-sweep';
import type { FakeCloud } from './fake-cloud';

/** A run that lives until something ends it. */
export function runOf(
  index: number,
  settings: Partial<RunSettings> = {},
  parameters: Readonly<Record<string, string>> = {},
): Run {
  const { ttlSeconds, userData, ...endless } = sample.settingsOf({ results: [], ...settings });
  return {
    ...sample.runOf(index, {}, parameters),
    name: `test-${index + 1}`,
    settings: { ...endless, ...settings },
  };
}

export const planOf = (size: number): SweepPlan => ({
  sweepId: 'sweep-ml-20260127-101500',
  sweepName: 'ml',
  fileSha256: 'ab12',
  size,
  batches: [],
});

export const targetOf = (cloud: FakeCloud): RecordAccess =>
  accessOf({ bucket: 'bucket', bucketUrl: cloud.bucketUrl }, ROLE_ID);

export const ROLE_ID = 'AROATESTTESTTEST12345';
/** What all keys hold that the one instance writes. */
export const WRITER = `spawn-instance=${ROLE_ID}:i-0abc123def4567890`;
const SWEEP = 'sweeps/sweep-ml-20260127-101500/';

/** Prefix of what the instance writes for a run. */
export const filesOf = (name: string, writer = WRITER): string => `${SWEEP}runs/${name}/${writer}/`;

/** State of a run as its status key has it: `0.succeeded.0`. Who wrote it, and what it proves, is checked. */
export function stateIn(key: string, writer = WRITER): string {
  const prefix = `${SWEEP}status/${writer}/`;
  assert.ok(key.startsWith(prefix), key);
  const [, index, state] =
    /^(\d+)\.1\.([^.]+\.(?:\d+|-))\.[0-9a-f]{16}$/.exec(key.slice(prefix.length)) ?? [];
  assert.ok(index !== undefined, key);
  return `${index}.${state}`;
}

/** User data of a sweep of one run with this script, at index 0. */
export const userDataFor = (
  cloud: FakeCloud,
  script: string,
  settings: Partial<RunSettings> = {},
): Uint8Array => userDataOf(planOf(1), [runOf(0, { userData: script, ...settings })], targetOf(cloud));
