import type { Command } from 'commander';
import type { Provider } from '../../engine/connection';
import { withoutControls } from '../../text/controls';
import { namesOnDisk } from '../completion/known-names';
import { completionOf } from '../completion/offers';
import { type ExitCode, exitCodes } from '../exit';
import type { Terminal } from '../terminal';

/**
 * For the scripts of `spawn completion`: prints what can follow the words of a command line, one a line, with a description after a
 * tab; and `:files` or `:folders` where a shell is to add those. Calls no cloud.
 */
export async function printOffers(
  words: readonly string[],
  program: Command,
  terminal: Terminal,
): Promise<ExitCode> {
  const known = namesOnDisk(providerIn(words, terminal), terminal.environment);
  const { offers, paths } = await completionOf(program, words, known);
  const lines = offers.flatMap(({ description, value }) => {
    const line = description === undefined ? value : `${value}\t${description}`;
    // What a record has for a name is for no shell to obey.
    return withoutControls(line) === line && !line.includes('\n') ? [line] : [];
  });
  const all = paths === undefined ? lines : [...lines, `:${paths}`];
  terminal.stdout.write(all.map((line) => `${line}\n`).join(''));
  return exitCodes.done;
}

function providerIn(words: readonly string[], { environment }: Terminal): Provider {
  const line = words.join(' ');
  const [, typed = environment['SPAWN_PROVIDER']] = /(?:^| )--provider[ =](\w+)(?: |$)/.exec(line) ?? [];
  return typed === 'local' ? 'local' : 'aws';
}
