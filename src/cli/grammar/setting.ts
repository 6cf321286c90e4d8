import type { Terminal } from '../terminal';

/** What a command needs of its surroundings. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** @param code what the shell is told: one of `exitCodes`, or that of a program which was run */
  finish(code: number): void;
}
