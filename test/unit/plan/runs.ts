import type { RecordTarget } from '../../../src/plan/plan';
import type { Run, RunSettings, Sweep } from '../../../src/sweep/run';

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
  ttlSeconds: 1800,
  userData: '#!/bin/bash\necho "$NAME"\n',
};

export const runOf = (
  index: number,
  settings: Partial<RunSettings> = {},
  parameters: Readonly<Record<string, string>> = { index: String(index) },
): Run => ({
  index,
  name: `run-${index}`,
  parameters: new Map(Object.entries(parameters)),
  settings: { ...SETTINGS, ...settings },
  origin: ORIGIN,
});

export const sweepOf = (runs: readonly Run[], name = 'ml'): Sweep => ({ name, runs });

export const IDENTITY = { sweepId: 'sweep-ml-20260127-101500', fileSha256: 'ab'.repeat(32) };

export const TARGET: RecordTarget = {
  bucket: 'spawn-results-123456789012-us-east-1',
  region: 'us-east-1',
  bucketUrl: 'https://spawn-results-123456789012-us-east-1.s3.us-east-1.amazonaws.com',
  write: { by: 'role' },
};
