import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cpuOf } from './measure';

const run = promisify(execFile);

/** As much as EC2 says of a thousand instances, 2.4 MB, in objects of the same kind. */
const TEXT = JSON.stringify(
  Array.from({ length: 6_000 }, (_, index) => ({
    id: `i-${String(index).padStart(17, '0')}`,
    state: 'running',
    launchedAt: 1_767_225_600_000 + index,
    hourlyUsd: 0.0104 * (index + 1),
    network: { address: `10.0.${index >> 8}.${index & 255}`, groups: ['default', 'ssh'] },
    tags: Object.fromEntries(
      Array.from({ length: 6 }, (_, tag) => [`sweep:key-${tag}`, `value ${index} of ${tag}`]),
    ),
  })),
);

/**
 * Fixed work by which figures of different machines compare: milliseconds of CPU that this process takes to read and write
 * 2.4 MB of JSON. Taken in turn with what it is compared to, so that whatever else the machine does slows both.
 */
export const jsonCpu = (): Promise<number> =>
  cpuOf(() => {
    if (JSON.stringify(JSON.parse(TEXT)).length !== TEXT.length) throw new Error('JSON has changed');
  });

/** Milliseconds of CPU that a process of Node takes until it runs its first line. */
export async function startCpu(): Promise<number> {
  const { stdout } = await run(process.execPath, ['-p', 'JSON.stringify(process.cpuUsage())']);
  const { system, user }: { system: number; user: number } = JSON.parse(stdout);
  return (user + system) / 1000;
}
