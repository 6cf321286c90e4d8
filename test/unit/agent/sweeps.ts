import { type RecordTarget, type SweepPlan, userDataOf } from '../../../src/plan/plan';
import type { Run, RunSettings } from '../../../src/sweep/run';
import type { FakeCloud } from './fake-cloud';

const ORIGIN = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export const SETTINGS: RunSettings = {
  instanceTypes: ['t3.micro'],
  region: 'us-east-1',
  onComplete: 'terminate',
  spot: false,
  tags: {},
  results: [],
  files: [],
  securityGroups: [],
};

export function runOf(
  index: number,
  settings: Partial<RunSettings> = {},
  parameters: Readonly<Record<string, string>> = {},
): Run {
  return {
    index,
    name: `test-${index + 1}`,
    parameters: new Map(Object.entries(parameters)),
    settings: { ...SETTINGS, ...settings },
    origin: ORIGIN,
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
