import type { RecordAccess } from '../../../src/plan/plan';
import type { Run, RunSettings, Sweep } from '../../../src/sweep/run';
import { accessOf } from '../../sample-access';
import * as sample from '../../sample-sweep';

export const SETTINGS: RunSettings = sample.settingsOf({ results: [], ttlSeconds: 1800 });

export const runOf = (
  index: number,
  settings: Partial<RunSettings> = {},
  parameters: Readonly<Record<string, string>> = { index: String(index) },
): Run => sample.runOf(index, { ...SETTINGS, ...settings }, parameters);

export const sweepOf = (runs: readonly Run[], name = 'ml'): Sweep => ({ name, runs });

export const IDENTITY = { sweepId: 'sweep-ml-20260127-101500', fileSha256: 'ab'.repeat(32) };

export const TARGET = accessOf();

/** The same, whose user data may leave what it has no room for to the bucket. */
export const TABLED = accessOf({ tables: true });

/** The same for instances that write by forms. */
export const posting = (runs: readonly Run[]): RecordAccess => ({
  ...TARGET,
  target: { ...TARGET.target, write: 'post' },
  access: {
    by: 'post',
    forms: Object.fromEntries(
      runs.map(({ index }) => [
        index,
        {
          status: { Policy: `status${index}`, 'X-Amz-Signature': 'aa', 'X-Amz-Date': '20260127T101500Z' },
          run: { Policy: `run${index}`, 'X-Amz-Signature': 'bb', 'X-Amz-Date': '20260127T101500Z' },
        },
      ]),
    ),
    fileUrls: {},
  },
});
