/** What opens a shell on an instance, to be run in a terminal: words as a list, never through a shell. */
export interface ShellCommand {
  readonly program: string;
  readonly words: readonly string[];
  /** Variables next to those that the terminal has; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}
