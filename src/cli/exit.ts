import { constants } from 'node:os';

/** Exit codes of the command; 130 is that of every shell for a program that Ctrl-C has ended. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notFound: 3, interrupted: 130 } as const;

/** One of `exitCodes`, or 128 and the number of the signal that ended the command. */
export type ExitCode = number;

/** Signals that end a command in an orderly way. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** A command was typed wrong, or cannot be answered without asking: exit 2 with this sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** The grammar's bundle catches what the bundle of the subcommands throws, and knows it by its name. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'UsageError';
  }
}

/** A signal ended the command: the reason of `terminal.interrupted`. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'Interrupted';
  }

  constructor(readonly signal: EndingSignal) {
    super('Interrupted.');
  }
}

/** @returns 128 and the number of the signal, as shells report it */
export const exitCodeOf = (signal: EndingSignal): ExitCode => 128 + constants.signals[signal];
