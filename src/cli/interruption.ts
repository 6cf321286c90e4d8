import { type ExitCode, exitCodeOf, exitCodes, Interrupted } from './exit';
import type { Terminal } from './terminal';

/** What Ctrl-C left of a command, and how to continue: sentences. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Interruption';
  }
}

/**
 * Does the work; where the user interrupts it, whatever it fails with then is replaced by what the interruption left.
 * @param left sentences: what is done and how to continue
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

/** Exit code of a command that was interrupted. */
export const interruptedCode = ({ interrupted: { reason } }: Pick<Terminal, 'interrupted'>): ExitCode =>
  reason instanceof Interrupted ? exitCodeOf(reason.signal) : exitCodes.interrupted;
