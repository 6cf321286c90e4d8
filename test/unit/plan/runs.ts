import type { RecordTarget } from '../../../src/plan/plan';
import type { Run, RunSettings, Sweep } from '../../../src/sweep/run';
import * as sample from '../../sample-sweep';

export const SETTINGS: RunSettings = sample.settingsOf({ results: [], ttlSeconds: 1800 });

export const runOf = (
  index: number,
  settings: Partial<RunSettings> = {},
  parameters: Readonly<Record<string, string>> = { index: String(index) },
): Run => sample.runOf(index, { ...SETTINGS, ...settings }, parameters);

export const sweepOf = (runs: readonly Run[], name = 'ml'): Sweep => ({ name, runs });

export const IDENTITY = { sweepId: 'sweep-ml-20260127-101500', fileSha256: 'ab'.repeat(32) };

export const TARGET: RecordTarget = {
  bucket: 'spawn-results-123456789012-us-east-1',
  region: 'us-east-1',
  bucketUrl: 'https://spawn-results-123456789012-us-east-1.s3.us-east-1.amazonaws.com',
  write: { by: 'role' },
};
