// Programs that npm does not carry: found, installed from Debian's packages where that is allowed, or asked for.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';

/** Command, library, or a module of Debian's Python → Debian's packages. A browser without a font draws no text. */
const PACKAGES = {
  bwrap: 'bubblewrap',
  chromium: 'chromium fonts-dejavu-core',
  shellcheck: 'shellcheck',
  busybox: 'busybox',
  dash: 'dash',
  zsh: 'zsh',
  fish: 'fish',
  rg: 'ripgrep',
  python3: 'python3',
  'python3-yaml': 'python3-yaml',
  'python3-pandas': 'python3-pandas',
  aws: 'awscli',
  'python3-boto3': 'python3-boto3',
  rclone: 'rclone',
  ssh: 'openssh-client',
  rsync: 'rsync',
  jq: 'jq',
  openssl: 'openssl',
  'systemd-nspawn': 'systemd-container',
  mmdebstrap: 'mmdebstrap',
  mke2fs: 'e2fsprogs',
  'qemu-system-x86_64': 'qemu-system-x86',
  ip: 'iproute2',
  libfaketime: 'libfaketime',
  curl: 'curl',
};

const DEBIAN_AWS = '/usr/bin/aws';

/**
 * Makes sure that these commands exist.
 * @param {readonly string[]} commands keys of PACKAGES
 * @returns {Promise<readonly string[]>} those still missing afterwards
 */
export async function installPrograms(commands) {
  const missing = commands.filter((command) => !exists(command));
  if (missing.length === 0) return [];
  if (process.getuid?.() !== 0 || !exists('apt-get')) return missing;
  const packages = missing.flatMap((command) => PACKAGES[command].split(' '));
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, quiet: true });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    quiet: true,
  });
  return commands.filter((command) => !exists(command));
}

/** What a person should type for the missing ones. */
export function howToInstall(missing) {
  return `sudo apt-get install -y --no-install-recommends ${missing.map((command) => PACKAGES[command]).join(' ')}`;
}

/**
 * The environment with Debian's AWS CLI first on the PATH, even if a newer one is installed: it is the oldest version that
 * people have, and it ignores what newer ones read, such as `AWS_ENDPOINT_URL`.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder gets a link to that program alone, so that no other program changes
 * @returns {NodeJS.ProcessEnv} `env` itself where Debian's package isn't installed
 */
export function withDebianAws(env, folder) {
  if (!isExecutable(DEBIAN_AWS)) return env;
  fs.mkdirSync(folder, { recursive: true });
  fs.rmSync(path.join(folder, 'aws'), { force: true });
  fs.symlinkSync(DEBIAN_AWS, path.join(folder, 'aws'));
  return { ...env, PATH: [folder, env.PATH].join(path.delimiter) };
}

/** True where the command is on the PATH; chromium may also be named by CHROMIUM. */
export function exists(command) {
  if (command === 'libfaketime') return fs.existsSync('/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1');
  const module = /^python3-(.+)$/.exec(command)?.[1];
  if (module !== undefined) return fs.existsSync(`/usr/lib/python3/dist-packages/${module}`);
  if (command === 'aws' && isExecutable('/usr/bin/apt-get')) return isExecutable(DEBIAN_AWS);
  if (command === 'chromium' && process.env.CHROMIUM) return fs.existsSync(process.env.CHROMIUM);
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && isExecutable(path.join(folder, command)));
}

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
