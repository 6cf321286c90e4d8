import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$XDG_STATE_HOME/spawn/local`: where this user's local cloud keeps its state (specifications.freedesktop.org/basedir-spec). */
export function localStateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_STATE_HOME } = environment;
  const state = XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(state, 'spawn', 'local');
}
