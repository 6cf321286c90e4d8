/** What the shell is told. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notFound: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command was typed wrong, or cannot be answered without asking: exit 2 with this sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** The grammar's bundle catches what the bundle of the subcommands throws, and knows it by its name. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'UsageError';
  }
}
