import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ShellCommand } from '../engine/connect/shell-command';
import type { Failure } from '../engine/failure';
import type { Terminal } from './terminal';

/** Exit code of a shell for a program that was ended by a signal. */
const endedBySignal = 128;

/**
 * Runs a program in this terminal until it ends.
 * @returns its exit code, which isn't interpreted. @throws the failure for a missing program
 */
export async function handOver(
  { environment, program, words }: ShellCommand,
  terminal: Terminal,
  missing: (cause: unknown) => Failure,
): Promise<number> {
  terminal.handOver();
  const child = spawn(program, words, { stdio: 'inherit', env: { ...terminal.environment, ...environment } });
  const [code] = await Promise.race([
    once(child, 'exit'),
    once(child, 'error').then(([cause]) => Promise.reject(missing(cause))),
  ]);
  return typeof code === 'number' ? code : endedBySignal;
}
