import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type ImageFile, imageFiles } from './image-files';

const run = promisify(execFile);

/** Debian's packages that make a system as EC2 has it, without a kernel. */
const packages = [
  'systemd systemd-sysv dbus libpam-systemd cloud-init openssh-server sudo passwd login',
  'ca-certificates curl gzip mawk python3 awscli rsync iproute2 netbase procps less',
  // As other systems have them: to be chosen by links, and to restart what an upgrade has replaced.
  'busybox gawk needrestart',
].flatMap((line) => line.split(' '));

/** What an image is made of; the same parts make the same image. */
export interface Recipe {
  /** A release of Debian. */
  readonly release: string;
  /** Empty: Debian's own. */
  readonly mirror: string;
  readonly packages: readonly string[];
  readonly files: readonly ImageFile[];
}

/** The recipe for this computer: its own release of Debian, from where it gets its packages, so that nothing else need be reached. */
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
