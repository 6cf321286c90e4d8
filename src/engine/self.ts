import { hostname } from 'node:os';
import type { Self } from './launch/lease';

/** An engine of the process that runs this. */
export const newSelf = (): Self => ({
  id: crypto.randomUUID(),
  host: hostname(),
  pid: process.pid,
  isRunning,
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, so it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
