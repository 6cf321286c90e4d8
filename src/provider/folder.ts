import { join } from 'node:path';
import { stateFolder } from '../engine/state-folder';

/** Where this user's local cloud keeps its state. */
export const localStateFolder = (environment?: NodeJS.ProcessEnv): string =>
  join(stateFolder(environment), 'local');
