import type { Instance } from '../src/engine/ports';

/** What an instance has that a test says nothing of: a t3.micro that runs. */
export const instanceOf = (change: Partial<Instance> = {}): Instance => ({
  id: 'i-0123456789abcdef0',
  region: 'us-east-1',
  availabilityZone: 'us-east-1a',
  type: 't3.micro',
  state: 'running',
  launchIndex: 0,
  launchedAt: 0,
  spot: false,
  tags: { Name: 'baseline' },
  ...change,
});
