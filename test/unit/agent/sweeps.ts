import { type RecordTarget, type SweepPlan, userDataOf } from '../../../src/plan/plan';
import type { Run, RunSettings } from '../../../src/sweep/run';
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

export const targetOf = (cloud: FakeCloud): RecordTarget => ({
  bucket: 'bucket',
  region: 'us-east-1',
  bucketUrl: cloud.bucketUrl,
  write: { by: 'role' },
});

/** User data of a sweep of one run with this script, at index 0. */
export const userDataFor = (
  cloud: FakeCloud,
  script: string,
  settings: Partial<RunSettings> = {},
): Uint8Array => userDataOf(planOf(1), [runOf(0, { userData: script, ...settings })], targetOf(cloud));
