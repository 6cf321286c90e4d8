import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export interface SshKey {
  readonly identityFile: string;
  readonly publicKey: string;
}

const run = promisify(execFile);

/**
 * The key that this user's instances are asked to let in, each time for a minute; made on first use.
 * Undefined where no ssh-keygen is: ssh then offers the keys it knows.
 */
export async function keyIn(folder: string): Promise<SshKey | undefined> {
  const identityFile = path.join(folder, 'id_ed25519');
  const publicFile = `${identityFile}.pub`;
  try {
    return { identityFile, publicKey: (await readFile(publicFile, 'utf8')).trim() };
  } catch {
    // It is not there yet.
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'spawn', '-f', identityFile]);
    return { identityFile, publicKey: (await readFile(publicFile, 'utf8')).trim() };
  } catch {
    return undefined;
  }
}
