import { CommanderError } from 'commander';
import { Failure } from '../engine/failure';
import { type ExitCode, exitCodes, UsageError } from './exit';
import { buildProgram } from './grammar/program';
import { plain } from './output/plain';
import { say, type Terminal } from './terminal';

/** Carries out one command line (without the program's name) and answers its exit code. */
export async function run(words: readonly string[], terminal: Terminal, version: string): Promise<number> {
  let code: number = exitCodes.done;
  const program = buildProgram(
    {
      terminal,
      finish: (finished) => {
        code = finished;
      },
    },
    version,
  );
  try {
    await program.parseAsync(quoteAws(words), { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, terminal);
  }
}

/** What follows `local aws` is for another program, also where it looks like an option of ours. */
function quoteAws(words: readonly string[]): string[] {
  const [first, second, ...rest] = words;
  return first === 'local' && second === 'aws' ? [first, second, '--', ...rest] : [...words];
}

/** Says what went wrong, in a sentence. What nobody foresaw is shown with its stack, for the report of a bug. */
function explain(error: unknown, terminal: Terminal): ExitCode {
  // Commander has said its sentence already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof UsageError) {
    say(terminal, `spawn: ${plain(error.message)}`);
    return exitCodes.usage;
  }
  if (error instanceof Failure) {
    say(terminal, `spawn: ${plain(error.message)} [${plain(error.code)}]`);
    return error.kind === 'not-found' ? exitCodes.notFound : exitCodes.failed;
  }
  if (terminal.interrupted.aborted) {
    say(terminal, 'spawn: Interrupted.');
    return exitCodes.failed;
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(terminal, `spawn: Something unforeseen happened; please report it.\n${told}`);
  return exitCodes.failed;
}
