import { procFieldBytes, readProc } from './proc';

/** What one process holds of memory, as Linux counts it when there is none left. */
export interface Held {
  readonly pid: number;
  /** Its number inside the instance. */
  readonly guestPid: number;
  readonly name: string;
  readonly anonymousBytes: number;
  /** Memory shared with other processes, of any kind: their share of it is in here, too. */
  readonly sharedBytes: number;
  readonly virtualBytes: number;
}

/** What a process holds, quickly: what it shares with others is counted with each of them. Undefined when it is gone. */
export async function heldBy(pid: number): Promise<Held | undefined> {
  const status = await readProc(`${pid}/status`);
  const [, name] = /^Name:\t(.*)$/m.exec(status) ?? [];
  if (name === undefined) return undefined;
  return {
    pid,
    guestPid: Number(/^NSpid:.*\t(\d+)$/m.exec(status)?.[1] ?? pid),
    name,
    anonymousBytes: procFieldBytes(status, 'RssAnon'),
    sharedBytes: procFieldBytes(status, 'RssShmem'),
    virtualBytes: procFieldBytes(status, 'VmSize'),
  };
}

/** Shared memory that is in no file of a disk: of forks, memfd_create, shmget, and /dev/shm. */
const sharedMapping = /^\S+ \S+ \S+ \S+ \S+ +(?:\/dev\/zero \(deleted\)|\/memfd:|\/SYSV|\/dev\/shm\/)/;

/**
 * The same, exactly: of pages that several processes have, each counts its part, so that a parent and its forks together count
 * them once; and files that a process has mapped are no memory of its own. Takes the kernel some milliseconds.
 */
export async function heldExactly(quick: Held): Promise<Held> {
  const { pid, sharedBytes } = quick;
  const rollup = await readProc(`${pid}/smaps_rollup`);
  // Not to be read: what is known has to do.
  if (rollup === '') return quick;
  const anonymousBytes = procFieldBytes(rollup, 'Pss_Anon');
  if (sharedBytes === 0) return { ...quick, anonymousBytes };
  const maps = (await readProc(`${pid}/smaps`)).split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const shared = maps
    .filter((map) => sharedMapping.test(map))
    .reduce((sum, map) => sum + procFieldBytes(map, 'Pss'), 0);
  return { ...quick, anonymousBytes, sharedBytes: shared };
}

export const totalOf = (held: readonly Held[]): number =>
  held.reduce((sum, { anonymousBytes, sharedBytes }) => sum + anonymousBytes + sharedBytes, 0);
