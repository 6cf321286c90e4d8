import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { FakeCloud } from './fake-cloud';

export type Shell = 'dash' | 'bash' | 'busybox';
export const SHELLS: readonly Shell[] = ['dash', 'bash', 'busybox'];

/** What else the agent uses, taken from busybox together with its shell. */
const BUSYBOX_TOOLS = [
  ...[
    'awk',
    'sed',
    'od',
    'tr',
    'grep',
    'find',
    'head',
    'tail',
    'cut',
    'wc',
    'df',
    'cat',
    'tee',
    'env',
    'date',
  ],
  ...[
    'sha256sum',
    'setsid',
    'sleep',
    'mkfifo',
    'cmp',
    'id',
    'cp',
    'mv',
    'rm',
    'mkdir',
    'chmod',
    'chown',
    'ln',
    'stat',
    'dd',
    'mktemp',
  ],
  ...['gzip', 'tar'],
];

export interface Outcome {
  readonly console: string;
  /** Arguments of each call of `shutdown`, in order. */
  readonly shutdowns: readonly string[];
  /** Arguments of each call of `systemctl`, in order. */
  readonly systemctl: readonly string[];
  /** Arguments of each call of `systemd-run` that a systemd has answered, in order. */
  readonly timers: readonly string[];
  /** A file below /var, as the instance left it. */
  readVar(path: string): Promise<string>;
  readEtc(path: string): Promise<string>;
}

export interface BootOptions {
  readonly shell?: Shell;
  /** Bytes of the disk that holds /tmp and /var; what the instance left there cannot be read then. */
  readonly disk?: number;
  /** Neither /run nor /usr/local/bin can be written, and there is no setsid. */
  readonly poor?: boolean;
  /** Lines of /etc/passwd behind root's. */
  readonly users?: readonly string[];
  /** Variables that the boot begins with. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Programs before those of the system: name and shell text. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Devices of the PCI bus: class and vendor, as 0x030200 and 0x10de. */
  readonly devices?: readonly (readonly [kind: string, vendor: string])[];
  /** What `shutdown` does next to writing its arguments down, and `systemctl`. */
  readonly shutdown?: string;
  readonly systemctl?: string;
  /** Called before the boot with a way to make a file appear in the instance's /boot. */
  readonly host?: (touch: (name: string) => void) => void;
  /** Commands that ran on this disk before. */
  readonly earlier?: string;
  /** Commands of a second boot, when everything of the first one is gone. */
  readonly keepBooting?: string;
}

/** Boots user data as cloud-init does (root, gunzipped, in the foreground), in namespaces of its own. */
export async function boot(
  userData: Uint8Array,
  cloud: FakeCloud,
  options: BootOptions = {},
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'spawn-agent-'));
  try {
    return await bootIn(folder, userData, cloud, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bootIn(
  folder: string,
  userData: Uint8Array,
  cloud: FakeCloud,
  options: BootOptions,
): Promise<Outcome> {
  for (const name of [
    'var/log',
    'var/lib/cloud/scripts/per-boot',
    'etc/profile.d',
    'etc/ssh',
    'home/ec2-user',
    'bin',
  ]) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await writeFile(join(folder, 'part-001'), gunzipSync(userData));
  await writeFile(
    join(folder, 'bin/shutdown'),
    `#!/bin/sh\necho "$*" >>/boot/shutdowns\n${options.shutdown ?? ''}\n`,
  );
  await writeFile(
    join(folder, 'init'),
    [
      options.earlier ?? '',
      options.poor === true ? '/boot/part-001' : 'setsid /boot/part-001',
      options.keepBooting ?? '',
      '',
    ].join('\n'),
  );
  await writeFile(
    join(folder, 'bin/systemctl'),
    `#!/bin/sh\necho "$*" >>/boot/systemctls\n${options.systemctl ?? ''}\n`,
  );
  // Never the computer's own: it would power it off.
  await writeFile(
    join(folder, 'bin/systemd-run'),
    `#!/bin/sh\n[ -e /run/systemd/system ] || exit 1\necho "$*" >>/boot/timers\n`,
  );
  // Of this computer's kernel nothing is said either.
  await writeFile(join(folder, 'bin/dmesg'), '#!/bin/sh\n', { mode: 0o755 });
  await writeFile(join(folder, 'shutdowns'), '');
  for (const name of ['systemctls', 'timers']) await writeFile(join(folder, name), '');
  for (const [index, [kind, vendor]] of (options.devices ?? []).entries()) {
    const device = join(folder, 'pci', `0000:00:${String(index).padStart(2, '0')}.0`);
    await mkdir(device, { recursive: true });
    await writeFile(join(device, 'class'), `${kind}\n`);
    await writeFile(join(device, 'vendor'), `${vendor}\n`);
  }
  for (const [name, text] of Object.entries(options.programs ?? {}))
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  await writeFile(join(folder, 'etc/ssh/ssh_host_ed25519_key.pub'), 'ssh-ed25519 AAAA root@host\n');
  await writeFile(
    join(folder, 'etc/passwd'),
    [
      'root:x:0:0:root:/root:/bin/sh',
      ...(options.users ?? ['ec2-user:x:0:0::/home/ec2-user:/bin/sh']),
      '',
    ].join('\n'),
  );
  await writeFile(join(folder, 'etc/group'), 'root:x:0:\n');
  await writeFile(join(folder, 'etc/profile'), 'for part in /etc/profile.d/*.sh; do . "$part"; done\n');
  for (const name of ['part-001', 'bin/shutdown', 'bin/systemctl', 'bin/systemd-run', 'init'])
    await chmod(join(folder, name), 0o755);
  if (options.shell === 'busybox') {
    for (const tool of BUSYBOX_TOOLS.filter((name) => !Object.hasOwn(options.programs ?? {}, name)))
      await symlink('/usr/bin/busybox', join(folder, 'bin', tool));
  }
  const disk = options.disk === undefined ? [] : ['--size', String(options.disk)];
  const child = spawn(
    'bwrap',
    [
      ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-pid', '--die-with-parent'],
      ...[
        ...(options.disk === undefined
          ? ['--bind', join(folder, 'var'), '/var']
          : [...disk, '--tmpfs', '/var']),
      ],
      ...['--tmpfs', '/tmp', '--tmpfs', '/root', '--bind', folder, '/boot'],
      ...(options.poor === true
        ? ['--ro-bind', '/dev/null', '/usr/bin/setsid']
        : ['--tmpfs', '/run', '--tmpfs', '/usr/local/bin']),
      ...['--bind', join(folder, 'etc'), '/etc', '--bind', join(folder, 'home'), '/home'],
      ...['--ro-bind', '/etc/alternatives', '/etc/alternatives'],
      ...(options.devices === undefined ? [] : ['--ro-bind', join(folder, 'pci'), '/sys/bus/pci/devices']),
      ...['--ro-bind', `/usr/bin/${options.shell ?? 'dash'}`, '/usr/bin/dash'],
      ...[
        '--clearenv',
        '--setenv',
        'PATH',
        '/boot/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ],
      ...['--setenv', 'AWS_EC2_METADATA_SERVICE_ENDPOINT', cloud.address],
      ...Object.entries(options.environment ?? {}).flatMap(([name, value]) => ['--setenv', name, value]),
      ...['--chdir', '/', '/bin/sh', '/boot/init'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  options.host?.((name) => writeFileSync(join(folder, name), ''));
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('exit', resolve).on('error', reject),
  );
  const limit = setTimeout(() => child.kill('SIGKILL'), 45_000);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  clearTimeout(limit);
  assert.notEqual(
    child.signalCode,
    'SIGKILL',
    `the instance did not end:\n${output}${errors}\n${cloud.refusals.join('\n')}`,
  );
  const files = new Map<string, string>();
  const keep = async (path: string): Promise<void> => {
    files.set(path, await readFile(join(folder, path), 'utf8').catch(() => ''));
  };
  await Promise.all(
    ['var/log/spawn/output.log', 'var/lib/spawn/report.json', 'etc/profile.d/spawn.sh', 'var/after'].map(
      keep,
    ),
  );
  const lines = async (name: string): Promise<readonly string[]> =>
    (await readFile(join(folder, name), 'utf8')).split('\n').slice(0, -1);
  return {
    console: output + errors,
    shutdowns: await lines('shutdowns'),
    systemctl: await lines('systemctls'),
    timers: await lines('timers'),
    readVar: async (path) => files.get(`var/${path}`) ?? '',
    readEtc: async (path) => files.get(`etc/${path}`) ?? '',
  };
}
