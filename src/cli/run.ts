import type { Command } from 'commander';
import { exitCodes } from './exit';
import { explain } from './explain';
import { buildProgram } from './grammar/program';
import type { Terminal } from './terminal';

/** Runs one command line (without the program's name) and returns its exit code. */
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
    return explain(error, terminal, `${commandIn(words, program)} --help`);
  }
}

/** All arguments after `local aws` are for another program, even if they look like options of this one. */
function quoteAws(words: readonly string[]): string[] {
  const [first, second, ...rest] = words;
  return first === 'local' && second === 'aws' ? [first, second, '--', ...rest] : [...words];
}

/** The words of a command line that name its command: `spawn alerts create`. */
function commandIn(words: readonly string[], program: Command): string {
  const names = [program.name()];
  let group = program;
  for (const word of words) {
    const found = group.commands.find((command) => command.name() === word);
    if (found === undefined) continue;
    names.push(word);
    group = found;
  }
  return names.join(' ');
}
