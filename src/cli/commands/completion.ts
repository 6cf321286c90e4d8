import bash from '../completion/spawn.bash';
import fish from '../completion/spawn.fish';
import zsh from '../completion/spawn.zsh';
import { type ExitCode, exitCodes } from '../exit';
import type { Terminal } from '../terminal';

const scripts: ReadonlyMap<string, string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
]);

/** Prints what a shell has to read to complete command lines of `spawn`. @param shell one that the grammar knows */
export function completion(shell: string, terminal: Terminal): ExitCode {
  terminal.stdout.write(scripts.get(shell) ?? '');
  return exitCodes.done;
}
