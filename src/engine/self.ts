import { hostname } from 'node:os';
import type { Self } from './launch/lease';

/** The process that runs this. */
export const thisProcess: Self = { host: hostname(), pid: process.pid, isRunning };

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, so it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
