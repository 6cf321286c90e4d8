import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeRsaKey } from './rsa-key';
import { runProgram } from './run-program';

export interface SshKey {
  readonly identityFile: string;
  readonly publicKey: string;
}

/**
 * The key that is authorized on this user's instances for a minute at a time. It is created on first use. Undefined if
 * the folder isn't writable: ssh then offers its own keys.
 */
export async function keyIn(folder: string): Promise<SshKey | undefined> {
  return (await readKey(folder)) ?? (await makeKey(folder));
}

async function readKey(folder: string): Promise<SshKey | undefined> {
  for (const name of ['id_ed25519', 'id_rsa']) {
    const identityFile = path.join(folder, name);
    try {
      return { identityFile, publicKey: (await readFile(`${identityFile}.pub`, 'utf8')).trim() };
    } catch {
      // It doesn't exist yet.
    }
  }
  return undefined;
}

/** Created in a temporary file and moved: two processes that create one at the same time get the same key. */
async function makeKey(folder: string): Promise<SshKey | undefined> {
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
  const aside = await mkdtemp(`${folder}-`);
  try {
    const file = path.join(aside, 'id_ed25519');
    const words = ['-q', '-t', 'ed25519', '-N', '', '-C', 'spawn', '-f', file];
    await runProgram('ssh-keygen', words).catch(() => writeRsaKey(path.join(aside, 'id_rsa')));
    await rename(aside, folder);
  } catch {
    // Another process was first.
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return readKey(folder);
}
