import { procFieldBytes, readProc } from './proc';

/** The memory of one process, as Linux counts it when it runs out of memory. */
export interface ProcessMemory {
  readonly pid: number;
  /** Its PID inside the instance. */
  readonly guestPid: number;
  readonly name: string;
  readonly anonymousBytes: number;
  /** Memory shared with other processes, of any kind, including their part of it. */
  readonly sharedBytes: number;
  readonly virtualBytes: number;
}

/** A fast estimate of a process's memory: shared memory is counted for each process. Undefined if the process has ended. */
export async function estimateMemory(pid: number): Promise<ProcessMemory | undefined> {
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

/** Shared memory that isn't in a file on a disk: of forks, memfd_create, shmget, and /dev/shm. */
const sharedMapping = /^\S+ \S+ \S+ \S+ \S+ +(?:\/dev\/zero \(deleted\)|\/memfd:|\/SYSV|\/dev\/shm\/)/;

/**
 * An exact count: of pages that several processes share, each process counts its part, so that a parent and its forks
 * together count them once. Mapped files don't count as memory. Takes the kernel some milliseconds.
 */
export async function exactMemory(quick: ProcessMemory): Promise<ProcessMemory> {
  const { pid, sharedBytes } = quick;
  const rollup = await readProc(`${pid}/smaps_rollup`);
  // Not readable: the estimate has to be enough.
  if (rollup === '') return quick;
  const anonymousBytes = procFieldBytes(rollup, 'Pss_Anon');
  if (sharedBytes === 0) return { ...quick, anonymousBytes };
  const maps = (await readProc(`${pid}/smaps`)).split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const shared = maps
    .filter((map) => sharedMapping.test(map))
    .reduce((sum, map) => sum + procFieldBytes(map, 'Pss'), 0);
  return { ...quick, anonymousBytes, sharedBytes: shared };
}

export const totalOf = (held: readonly ProcessMemory[]): number =>
  held.reduce((sum, { anonymousBytes, sharedBytes }) => sum + anonymousBytes + sharedBytes, 0);
