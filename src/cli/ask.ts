import { createInterface } from 'node:readline/promises';
import { t } from '@vscode/l10n';
import { withoutControls } from '../text/controls';
import { UsageError } from './exit';
import { Interruption } from './interruption';
import { say, type Terminal } from './terminal';

/**
 * Asks on a terminal. Every answer except yes counts as no, including the end of the input.
 * @param unchanged the state after a no: a sentence, which is shown
 * @throws UsageError if stdin isn't a terminal: use `--yes` there. Interruption after Ctrl-C
 */
export async function confirm(terminal: Terminal, question: string, unchanged: string): Promise<boolean> {
  if (!terminal.interactive)
    throw new UsageError(
      t('{0} There is no terminal to answer on. To continue without asking, add --yes.', question),
    );
  if (/^y(es)?$/i.test(await ask(terminal, `${question} [y/N] `, unchanged))) return true;
  say(terminal, unchanged);
  return false;
}

/**
 * One line of input, trimmed; empty at the end of the input.
 * @param unchanged the state after Ctrl-C: a sentence
 * @throws Interruption after Ctrl-C
 */
export async function ask(terminal: Terminal, prompt: string, unchanged: string): Promise<string> {
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  const left = new AbortController();
  let interrupted = false;
  lines.on('SIGINT', () => {
    interrupted = true;
    left.abort();
  });
  lines.on('close', () => left.abort());
  try {
    const answer = await lines.question(withoutControls(prompt), {
      signal: AbortSignal.any([terminal.interrupted, left.signal]),
    });
    return answer.trim();
  } catch (error) {
    terminal.stderr.write('\n');
    if (interrupted || terminal.interrupted.aborted) throw new Interruption(unchanged, { cause: error });
    if (!left.signal.aborted) throw error;
    return '';
  } finally {
    lines.close();
  }
}
