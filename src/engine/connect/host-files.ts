import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ConfigTarget, sshConfigText, withInclude } from './ssh-config';

/** An instance as an entry of ssh's configuration. */
export interface HostEntry extends ConfigTarget {
  /** Lines of a known-hosts file; none while the instance has not published its keys, or where a file is named. */
  readonly keys: readonly string[];
}

/**
 * Writes the entries of a sweep into `spawn/` below ssh's folder, replacing those it had, and makes ssh's configuration read
 * them. Only this user may read what is written.
 * @param sweepId letters, digits, `.`, `_` and `-` alone
 */
export async function writeHosts(
  sshFolder: string,
  sweepId: string,
  entries: readonly HostEntry[],
): Promise<void> {
  const folder = path.join(sshFolder, 'spawn');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const knownHostsFile = path.join(folder, `${sweepId}.known-hosts`);
  const known = entries.flatMap(({ keys }) => keys.map((key) => `${key}\n`)).join('');
  if (known !== '') await writePrivately(knownHostsFile, known);
  const targets = entries.map(({ identityFile, keys, ...target }) => ({
    ...target,
    ...(keys.length === 0 ? {} : { knownHostsFile: slashed(knownHostsFile) }),
    ...(identityFile === undefined ? {} : { identityFile: slashed(identityFile) }),
  }));
  await writePrivately(path.join(folder, `${sweepId}.conf`), sshConfigText(targets));
  const config = path.join(sshFolder, 'config');
  const changed = withInclude(await readIfThere(config));
  if (changed !== undefined) await writeFile(config, changed, { mode: 0o600 });
}

/** Whether ssh reads the entries already. */
export const isIncluded = async (sshFolder: string): Promise<boolean> =>
  withInclude(await readIfThere(path.join(sshFolder, 'config'))) === undefined;

/** Removes the entries of sweeps that are over: their addresses are given to others. */
export async function forgetHosts(sshFolder: string, isOver: (sweepId: string) => boolean): Promise<void> {
  const folder = path.join(sshFolder, 'spawn');
  for (const file of await readdir(folder).catch(() => [])) {
    const [, sweepId] = /^(.+)\.(?:conf|known-hosts)$/.exec(file) ?? [];
    if (sweepId !== undefined && isOver(sweepId)) await rm(path.join(folder, file), { force: true });
  }
}

/** ssh takes slashes on every system. */
const slashed = (file: string): string => file.replaceAll(path.sep, '/');

/** `mode` holds for new files alone, so an old one is closed too. */
async function writePrivately(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
