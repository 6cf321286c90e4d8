import { hostname } from 'node:os';
import type { Self } from './launch/lease';

/** An engine of the current process. */
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
    // No permission to send it a signal, so it is running.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
