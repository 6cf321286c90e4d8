import type { Instance } from '../../../src/engine/ports';
import type { RunView, SweepView } from '../../../src/engine/view';

/** 2026-01-27 10:00 UTC. */
export const start = Date.UTC(2026, 0, 27, 10);

export const instance = (id: string, more: Partial<Instance> = {}): Instance => ({
  id,
  region: 'us-east-1',
  availabilityZone: 'us-east-1a',
  type: 't3.micro',
  state: 'running',
  launchIndex: 0,
  launchedAt: start,
  spot: false,
  tags: { Name: id, 'sweep:id': 'sweep-x' },
  ...more,
});

export const run = (index: number, state: string, more: Partial<RunView> = {}): RunView => ({
  index,
  name: `test-${index + 1}`,
  parameters: { param_value: String(index * 10) },
  state,
  region: 'us-east-1',
  billing: state === 'running' || state === 'pending',
  ...(state === 'queued'
    ? {}
    : {
        instance: instance(`i-${index}`, more.billing === false ? { state: 'terminated' } : {}),
        instanceType: 't3.micro',
        launchedAt: start,
        expiresAt: start + 30 * 60_000,
        accruedUsd: 0.0003,
      }),
  ...more,
});

export const sweep = (id: string, runs: readonly RunView[], more: Partial<SweepView> = {}): SweepView => ({
  id,
  name: 'x',
  createdAt: start,
  fileName: 'x-sweep.yaml',
  fileText: 'params: []\n',
  region: 'us-east-1',
  runs,
  finished: runs.every(({ state }) => !['running', 'pending', 'queued', 'launching'].includes(state)),
  resumable: false,
  accruedUsd: 0.0009,
  projectedUsd: 0.0156,
  unpriced: 0,
  ...more,
});
