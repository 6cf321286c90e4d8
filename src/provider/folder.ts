import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$XDG_STATE_HOME/spawn`: what this user's terminals and editors keep together (specifications.freedesktop.org/basedir-spec). */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_STATE_HOME } = environment;
  return join(XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'spawn');
}

/** Where this user's local cloud keeps its state. */
export const localStateFolder = (environment?: NodeJS.ProcessEnv): string =>
  join(stateFolder(environment), 'local');
