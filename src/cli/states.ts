import { statesWithInstance } from '../engine/job-states';

/** States of an instance, as EC2 names them. */
const instanceStates = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'];

export const isJobState = (state: string): boolean =>
  statesWithInstance.includes(state) && !instanceStates.includes(state);

/** What `--state` takes; `all` is every one of them. */
export const knownStates: readonly string[] = [...new Set(['all', ...instanceStates, ...statesWithInstance])];
