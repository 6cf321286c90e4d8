import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between two checks. */
const pause = 20;
const longest = 120_000;

/**
 * Waits until systemd is the first process of the container that the process `pid` started, since only then its network
 * exists. @throws Error if that takes too long
 * @returns the PID of that process on the host
 */
export async function firstProcessBelow(pid: number, abandoned: () => boolean): Promise<number> {
  const deadline = Date.now() + longest;
  while (Date.now() < deadline && !abandoned()) {
    const found = await search(pid);
    if (found !== undefined) return found;
    await delay(pause);
  }
  throw new Error('The container did not start.');
}

async function search(pid: number): Promise<number | undefined> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  for (const child of listed
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)) {
    if (await isFirst(child)) return child;
    const below = await search(child);
    if (below !== undefined) return below;
  }
  return undefined;
}

/** PID 1 in the innermost of three namespaces: the host's, the supervisor's, and its own. */
async function isFirst(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const numbers = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  return numbers.length === 3 && numbers.at(-1) === '1' && /^Name:\s*systemd$/m.test(status);
}
