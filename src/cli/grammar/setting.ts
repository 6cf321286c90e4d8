import type { Terminal } from '../terminal';

/** The environment of a command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** @param code exit code: one of `exitCodes`, or that of another program */
  finish(code: number): void;
}
