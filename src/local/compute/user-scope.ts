import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CgroupLimits } from './cgroup';

const run = promisify(execFile);

/** systemd-run finds the user's service manager by these; instances don't get them. */
const managerVariables = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];

const tried: CgroupLimits = { memoryBytes: 64 * 1024 * 1024, processes: 16 };

/** Whether this user's service manager creates control groups with a memory limit, as on a computer with systemd and cgroup v2. */
export async function hasUserScopes(): Promise<boolean> {
  const [program = '', ...words] = inScope(tried);
  const probe = 'cat "/sys/fs/cgroup$(sed -n s/^0::// /proc/self/cgroup)/memory.max"';
  try {
    const { stdout } = await run(program, [...words, 'sh', '-c', probe], { timeout: 5_000 });
    return stdout.trim() === String(tried.memoryBytes);
  } catch {
    // No systemd, no manager for this user, or no permission to limit memory.
    return false;
  }
}

/** Command prefix that runs a command in its own control group (man systemd-run). */
export const inScope = ({ memoryBytes, processes }: CgroupLimits): readonly string[] => [
  ...['systemd-run', '--user', '--scope', '--quiet', '--collect'],
  ...[`--property=MemoryMax=${memoryBytes}`, '--property=MemorySwapMax=0'],
  `--property=TasksMax=${processes}`,
  ...['--', 'env', ...managerVariables.flatMap((name) => ['-u', name])],
];

export const scopeEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(managerVariables.map((name) => [name, process.env[name]]));
