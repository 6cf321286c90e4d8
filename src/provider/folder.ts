import { join } from 'node:path';
import { stateFolder } from '../engine/state-folder';

/** The folder with the state of this user's local cloud. */
export const localStateFolder = (environment?: NodeJS.ProcessEnv): string =>
  join(stateFolder(environment), 'local');
