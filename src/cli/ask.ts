import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit';
import type { Terminal } from './terminal';

/**
 * Asks on a terminal; anything but yes is no, and so are Ctrl-C and the end of the input.
 * @throws UsageError where nobody can be asked: `--yes` answers there.
 */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  if (!terminal.interactive)
    throw new UsageError(`${question} Nobody is there to answer: add --yes to go on.`);
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  const left = new AbortController();
  const leave = (): void => left.abort();
  lines.on('SIGINT', leave).on('close', leave);
  try {
    const answer = await lines.question(`${question} [y/N] `, {
      signal: AbortSignal.any([terminal.interrupted, left.signal]),
    });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (!left.signal.aborted) throw error;
    terminal.stderr.write('\n');
    return false;
  } finally {
    lines.close();
  }
}
