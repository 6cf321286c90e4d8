import { statesWithInstance } from '../engine/job-states';

/** States of an instance in EC2. */
const instanceStates = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'];

export const isJobState = (state: string): boolean =>
  statesWithInstance.includes(state) && !instanceStates.includes(state);

/** The values of `--state`; `all` includes every state. */
export const knownStates: readonly string[] = [...new Set(['all', ...instanceStates, ...statesWithInstance])];
