import { finished } from 'node:stream/promises';
import type { RunInGuest } from '../compute/guest-programs';
import { authorizedKeys } from './authorized-keys';

/** Maximum bytes of `authorized_keys` that are read. */
const longestFile = 256 * 1024;

/**
 * Whether a key is accepted for a user of an instance: pushed within the last minute, or currently in the user's
 * `authorized_keys`. A user that doesn't exist in the instance is never accepted.
 */
export async function accepts(
  run: RunInGuest,
  pushed: readonly string[],
  { user, key }: { readonly user: string; readonly key: string },
): Promise<boolean> {
  const program = await run({
    kind: 'command',
    command: 'cat ~/.ssh/authorized_keys 2>/dev/null; exit 0',
    user,
    connection: '',
  });
  let text = '';
  program.stdout.on('data', (piece: Buffer) => {
    if (text.length < longestFile) text += piece.toString('latin1');
  });
  program.stderr?.resume();
  program.stdin.end();
  const ended = finished(program.stdout, { writable: false }).catch(() => undefined);
  const [code] = await Promise.all([program.exit, ended]);
  return code === 0 && (pushed.includes(key) || authorizedKeys(text).includes(key));
}
