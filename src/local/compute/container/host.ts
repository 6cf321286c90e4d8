import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { NoContainers } from './no-containers';

/** Programs that containers require, and their Debian packages. */
const programs: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'systemd-container',
  mmdebstrap: 'mmdebstrap',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  ip: 'iproute2',
  mount: 'mount',
};

/** Checks whether this computer can run containers at all. @throws NoContainers */
export async function checkHost(): Promise<void> {
  if (process.platform !== 'linux')
    throw new NoContainers(
      'Containers need Linux. Start the local cloud without --compute container, or use provider "aws".',
    );
  if (process.getuid?.() !== 0)
    throw new NoContainers(
      'Containers need root, to boot a system of their own. Start the local cloud with sudo, or without --compute container: its sandboxes need no root.',
    );
  const missing: string[] = [];
  for (const [program, owner] of Object.entries(programs))
    if (!(await isProgram(program)) && !missing.includes(owner)) missing.push(owner);
  if (missing.length > 0)
    throw new NoContainers(
      `Containers need ${missing.join(', ')}. Install what is missing (apt-get install ${missing.join(' ')}), or start the local cloud without --compute container.`,
    );
}

/** Folders of system programs aren't in every PATH. */
export const searchPath = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`;

async function isProgram(name: string): Promise<boolean> {
  for (const folder of searchPath.split(':').filter((part) => part !== '')) {
    try {
      await access(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      // Not in this folder.
    }
  }
  return false;
}
