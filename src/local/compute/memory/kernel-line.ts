import { uptime } from 'node:os';
import type { KilledProcess } from './watch';

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)}kB`;

/** The two log lines that Linux writes when it kills a process because it is out of memory (mm/oom_kill.c, mm/memcontrol.c). */
export function kernelLines({
  anonymousBytes,
  guestPid,
  limitBytes,
  name,
  sharedBytes,
  usedBytes,
  virtualBytes,
}: KilledProcess): readonly string[] {
  const time = `[${uptime().toFixed(6).padStart(12)}]`;
  return [
    `${time} memory: usage ${kilobytes(usedBytes)}, limit ${kilobytes(limitBytes)}, failcnt 1`,
    `${time} Out of memory: Killed process ${guestPid} (${name}) total-vm:${kilobytes(virtualBytes)}, anon-rss:${kilobytes(anonymousBytes)}, file-rss:0kB, shmem-rss:${kilobytes(sharedBytes)}, UID:0 pgtables:0kB oom_score_adj:0`,
  ];
}
