import type { Terminal } from '../terminal';

/** What a command needs of its surroundings. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** @param code exit code: one of `exitCodes`, or that of a program that was run */
  finish(code: number): void;
}
