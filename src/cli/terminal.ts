import { isAbsolute, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Clock } from '../engine/clock';
import { escapedJson, withoutControls } from '../text/controls';
import { type ColorChoice, hasColors, paintSequence, type StreamName, screenOf } from './output/screen';

/** Where a command reads and writes: a terminal, a pipe, or a test. */
export interface Terminal {
  readonly stdin: Readable;
  /** What was asked for, and nothing else. */
  readonly stdout: Writable;
  /** Messages, progress and questions. */
  readonly stderr: Writable;
  /** True when somebody sits there who can answer. */
  readonly interactive: boolean;
  /** True when stderr goes to a screen that can redraw a line. */
  readonly stderrIsScreen: boolean;
  /** True when stdout goes to a screen, not to a pipe or a file. */
  readonly stdoutIsScreen: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Working directory. Reading it throws a Failure where it no longer exists. */
  readonly folder: string;
  /** Folder of the files that ship with the program: the shell grammar. */
  readonly programFolder: string;
  readonly clock: Clock;
  /** Value of `--color`. */
  color: ColorChoice;
  /** Aborts at the first Ctrl-C; its reason is an `Interrupted`. */
  readonly interrupted: AbortSignal;
  /** Aborts when stdout can't be written any more: its reader has ended (EPIPE), or the disk is full. */
  readonly outputLost: AbortSignal;
  /** From here on Ctrl-C is for a program that runs in this terminal, and not for this one. */
  handOver(): void;
}

/** Sentences, broken between words at the edge of a screen. A terminal obeys nothing in them but our own colors. */
export const say = (terminal: Terminal, text: string): void => {
  const { columns } = screenOf(terminal, 'stderr');
  const lines =
    columns === undefined
      ? text
      : text
          .split('\n')
          .map((line) => wrapped(line, columns))
          .join('\n');
  terminal.stderr.write(`${harmless(terminal, 'stderr', lines)}\n`);
};

/** A command to be copied stays on its line. */
function wrapped(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const [, sentence = line, command] = /^(.*:) (spawn (?:(?!\. ).)*)$/.exec(line) ?? [];
  const wrap = wrapAnsi(sentence, columns, { trim: true });
  return command === undefined ? wrap : `${wrap}\n  ${command}`;
}

/** What was asked for; nothing where it is empty. A terminal obeys nothing in it but our own colors. */
export const print = (terminal: Terminal, text: string): void => {
  if (text !== '') terminal.stdout.write(`${harmless(terminal, 'stdout', text)}\n`);
};

export const printJson = (terminal: Terminal, value: unknown): void => {
  terminal.stdout.write(`${withoutControls(escapedJson(JSON.stringify(value, null, 2)))}\n`);
};

/** Text without control sequences, but for those of our own colors where the stream has any. */
export const harmless = (terminal: Terminal, stream: StreamName, text: string): string =>
  hasColors(terminal, stream)
    ? text
        .split(paintSequence)
        .map((part, place) => (place % 2 === 1 ? part : withoutControls(part)))
        .join('')
    : withoutControls(text);

/** An absolute path for what the user wrote. @throws Failure where it is relative to a working directory that no longer exists */
export const absolutePath = (terminal: Terminal, path: string): string =>
  isAbsolute(path) ? path : resolve(terminal.folder, path);

/** For a command that only reads: aborts on Ctrl-C, and when the reader of its output has ended. */
export const whileReading = ({ interrupted, outputLost }: Terminal): AbortSignal =>
  AbortSignal.any([interrupted, outputLost]);
