import type { ExitCode } from '../exit';
import type { Terminal } from '../terminal';

/** What a command needs of its surroundings. */
export interface Setting {
  readonly terminal: Terminal;
  finish(code: ExitCode): void;
}
