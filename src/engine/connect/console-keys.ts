import { Failure } from '../failure';
import type { Compute } from '../ports';

const block = /-{5}BEGIN SSH HOST KEY KEYS-{5}\r?\n([\s\S]*?)-{5}END SSH HOST KEY KEYS-{5}/;
const key = /(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+={0,2}/;

/**
 * SSH host keys that an instance wrote to its console at boot, a line each: EC2 hands the console over, so they are those
 * of this instance. The first block counts, for scripts that run later write there too.
 */
export function consoleHostKeys(output: string): string | undefined {
  const [, keys = ''] = block.exec(output) ?? [];
  const found = keys.split('\n').flatMap((line) => key.exec(line)?.[0] ?? []);
  return found.length === 0 ? undefined : `${found.join('\n')}\n`;
}

/**
 * The same, asked of EC2: right after boot they are among the last lines, and later, when scripts have written more, still
 * among those of the start. Undefined where neither has them, or this user may not look.
 */
export async function keysOnConsole(
  compute: Pick<Compute, 'consoleOutput'>,
  instanceId: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    return (
      consoleHostKeys(await compute.consoleOutput(instanceId, 'latest', signal)) ??
      consoleHostKeys(await compute.consoleOutput(instanceId, 'boot', signal))
    );
  } catch (error) {
    if (error instanceof Failure && error.kind === 'permission') return undefined;
    throw error;
  }
}
