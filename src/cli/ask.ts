import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit';
import type { Terminal } from './terminal';

/**
 * Asks on a terminal; anything but yes is no.
 * @throws UsageError where nobody can be asked: `--yes` answers there.
 */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  if (!terminal.interactive)
    throw new UsageError(`${question} Nobody is there to answer: add --yes to go on.`);
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: terminal.interrupted });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
