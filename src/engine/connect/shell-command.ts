/** A command for a terminal that opens a shell on an instance: words as a list, never through a shell. */
export interface ShellCommand {
  readonly program: string;
  readonly words: readonly string[];
  /** Variables in addition to those of the terminal; undefined unsets one. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}
