import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type ImageFile, imageFiles } from './image-files';

const run = promisify(execFile);

/** Debian packages of a system like those on EC2, without a kernel. */
const packages = [
  'systemd systemd-sysv dbus libpam-systemd cloud-init openssh-server sudo passwd login',
  'ca-certificates curl gzip mawk python3 awscli rsync iproute2 netbase procps less',
  // Other systems have them too: to select commands with links, and to restart services after an upgrade.
  'busybox gawk needrestart',
].flatMap((line) => line.split(' '));

/** The parts of an image; equal parts create the same image. */
export interface Recipe {
  /** A release of Debian. */
  readonly release: string;
  /** Empty: Debian's own mirror. */
  readonly mirror: string;
  readonly packages: readonly string[];
  readonly files: readonly ImageFile[];
}

/** The recipe for this computer: its own Debian release, from its own package mirror, so that no other host needs to be accessible. */
export async function recipeHere(): Promise<Recipe> {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const codename = /^ID=debian$/m.test(system) ? /^VERSION_CODENAME=(\w+)$/m.exec(system)?.[1] : undefined;
  if (codename === undefined) return { release: 'bookworm', mirror: '', packages, files: imageFiles };
  return { release: codename, mirror: await mirrorOf(codename), packages, files: imageFiles };
}

async function mirrorOf(codename: string): Promise<string> {
  const filters = [`Codename: ${codename}`, 'Component: main', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(SITE)', ...filters]).catch(() => ({
    stdout: '',
  }));
  return stdout.split('\n')[0]?.trim() ?? '';
}
