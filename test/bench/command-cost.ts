import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a command took, with all the processes that it started. */
export interface CommandCost {
  /** By the clock, milliseconds. */
  readonly elapsed: number;
  /** User and system time, milliseconds. */
  readonly cpu: number;
  /** Resident memory of the largest process, MB. */
  readonly memory: number;
}

/** Only the process that waits for a child learns what it took, and Node does not tell. */
const WAIT = `
import json, resource, subprocess, sys, time
start = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
elapsed = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"elapsed": elapsed * 1e3, "cpu": (used.ru_utime + used.ru_stime) * 1e3, "memory": used.ru_maxrss / 1024}))
sys.exit(done.returncode)
`;

/** Runs a command to its end. @throws Error where it fails */
export async function costOf(
  command: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<CommandCost> {
  const { stdout } = await run('python3', ['-c', WAIT, command, ...words], { env });
  return JSON.parse(stdout);
}
