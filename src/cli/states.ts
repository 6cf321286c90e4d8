/** States of an instance, as EC2 names them. */
const instanceStates = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const;

/** States of a job that has or had an instance. */
const jobStates = [
  'overdue',
  'succeeded',
  'failed',
  'stopped-early',
  'expired',
  'interrupted',
  'cancelled',
  'lost',
] as const;

/** What `--state` takes; `all` is every one of them. */
export const knownStates: readonly string[] = ['all', ...instanceStates, ...jobStates];
