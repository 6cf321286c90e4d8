import { constants } from 'node:os';

/** Exit codes of the command; 130 is the exit code in every shell for a program that was ended by Ctrl-C. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notFound: 3, interrupted: 130 } as const;

/** One of `exitCodes`, or 128 and the number of the signal that ended the command. */
export type ExitCode = number;

/** Signals that end a command gracefully. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** An invalid command, or one that requires a confirmation: exit 2 with this sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** The grammar's bundle catches errors of the subcommands' bundle, and identifies this class by its name. */
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

/** @returns 128 plus the number of the signal, as in shells */
export const exitCodeOf = (signal: EndingSignal): ExitCode => 128 + constants.signals[signal];
