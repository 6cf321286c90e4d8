import { Failure } from '../failure';
import type { Compute } from '../ports';

const block = /-{5}BEGIN SSH HOST KEY KEYS-{5}\r?\n([\s\S]*?)-{5}END SSH HOST KEY KEYS-{5}/;
const key = /(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+={0,2}/;

/**
 * SSH host keys that an instance wrote to its console at boot, one per line. EC2 provides the console output, so the
 * keys are those of this instance. The first block counts, since scripts can write to the console later.
 */
export function consoleHostKeys(output: string): string | undefined {
  const [, keys = ''] = block.exec(output) ?? [];
  const found = keys.split('\n').flatMap((line) => key.exec(line)?.[0] ?? []);
  return found.length === 0 ? undefined : `${found.join('\n')}\n`;
}

/**
 * The same, requested from EC2: right after boot they are among the last lines, and later, after scripts have written
 * more, still in the output of the start. Undefined if neither contains them, or this user isn't allowed to read the
 * output.
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
