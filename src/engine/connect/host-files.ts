import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ConfigTarget, sshConfigText, withInclude } from './ssh-config';

/** An instance as an entry of ssh's configuration. */
export interface HostEntry extends ConfigTarget {
  /** Lines of a known-hosts file; none before the instance has published its keys, or if a file is given. */
  readonly keys: readonly string[];
}

/**
 * Writes the entries of a sweep to `spawn/` in ssh's folder, replaces its earlier ones, and includes them in ssh's
 * configuration. Only this user can read the files.
 * @param sweepId only letters, digits, `.`, `_`, and `-`
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

/** Whether ssh already reads the entries. */
export const isIncluded = async (sshFolder: string): Promise<boolean> =>
  withInclude(await readIfThere(path.join(sshFolder, 'config'))) === undefined;

/** Removes the entries of finished sweeps, since their addresses are assigned to others. */
export async function forgetHosts(sshFolder: string, isOver: (sweepId: string) => boolean): Promise<void> {
  const folder = path.join(sshFolder, 'spawn');
  for (const file of await readdir(folder).catch(() => [])) {
    const [, sweepId] = /^(.+)\.(?:conf|known-hosts)$/.exec(file) ?? [];
    if (sweepId !== undefined && isOver(sweepId)) await rm(path.join(folder, file), { force: true });
  }
}

/** ssh accepts slashes on every system. */
const slashed = (file: string): string => file.replaceAll(path.sep, '/');

/** `mode` applies only to new files, so an existing one is restricted too. */
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
