import { type ExitCode, exitCodeOf, exitCodes, Interrupted } from './exit';
import type { Terminal } from './terminal';

/** The state after Ctrl-C, and how to continue: sentences. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Interruption';
  }
}

/**
 * Runs the work. If the user interrupts it, replaces its error with the state that the interruption left.
 * @param left sentences: the state, and how to continue
 */
export async function interruptible<T>(
  { interrupted }: Pick<Terminal, 'interrupted'>,
  left: () => string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!interrupted.aborted || error instanceof Interruption) throw error;
    throw new Interruption(left(), { cause: error });
  }
}

/** Exit code of an interrupted command. */
export const interruptedCode = ({ interrupted: { reason } }: Pick<Terminal, 'interrupted'>): ExitCode =>
  reason instanceof Interrupted ? exitCodeOf(reason.signal) : exitCodes.interrupted;
