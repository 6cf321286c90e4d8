import { isAbsolute, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Clock } from '../engine/clock';
import { escapedJson, withoutControls } from '../text/controls';
import { type ColorChoice, hasColors, paintSequence, type StreamName, screenOf } from './output/screen';

/** The input and output of a command: a terminal, a pipe, or a test. */
export interface Terminal {
  readonly stdin: Readable;
  /** Only the requested data. */
  readonly stdout: Writable;
  /** Messages, progress and questions. */
  readonly stderr: Writable;
  /** True if someone can answer questions there. */
  readonly interactive: boolean;
  /** True if stderr is a screen on which a line can be redrawn. */
  readonly stderrIsScreen: boolean;
  /** True if stdout is a screen rather than a pipe or a file. */
  readonly stdoutIsScreen: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Working directory. Reading it throws a Failure if it no longer exists. */
  readonly folder: string;
  /** Folder of the files that ship with the program: the shell grammar. */
  readonly programFolder: string;
  readonly clock: Clock;
  /** Value of `--color`. */
  color: ColorChoice;
  /** Aborts at the first Ctrl-C; its reason is an `Interrupted`. */
  readonly interrupted: AbortSignal;
  /** Aborts when stdout isn't writable anymore: its reader has ended (EPIPE), or the disk is full. */
  readonly outputLost: AbortSignal;
  /** After this, Ctrl-C is for a program that runs in this terminal. */
  handOver(): void;
}

/** Sentences, wrapped at the width of a screen. All control sequences except Spawn's own colors are removed. */
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

/** A command to copy isn't wrapped. */
function wrapped(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const [, sentence = line, command] = /^(.*:) (spawn (?:(?!\. ).)*)$/.exec(line) ?? [];
  const wrap = wrapAnsi(sentence, columns, { trim: true });
  return command === undefined ? wrap : `${wrap}\n  ${command}`;
}

/** The requested data; nothing if it is empty. All control sequences except Spawn's own colors are removed. */
export const print = (terminal: Terminal, text: string): void => {
  if (text !== '') terminal.stdout.write(`${harmless(terminal, 'stdout', text)}\n`);
};

export const printJson = (terminal: Terminal, value: unknown): void => {
  terminal.stdout.write(`${withoutControls(escapedJson(JSON.stringify(value, null, 2)))}\n`);
};

/** Text without control sequences, except for Spawn's own colors if the stream has any. */
export const harmless = (terminal: Terminal, stream: StreamName, text: string): string =>
  hasColors(terminal, stream)
    ? text
        .split(paintSequence)
        .map((part, place) => (place % 2 === 1 ? part : withoutControls(part)))
        .join('')
    : withoutControls(text);

/** The absolute path of the user's input. @throws Failure if it is relative to a working directory that no longer exists */
export const absolutePath = (terminal: Terminal, path: string): string =>
  isAbsolute(path) ? path : resolve(terminal.folder, path);

/** For a command that only reads: aborts on Ctrl-C, and when the reader of its output has ended. */
export const whileReading = ({ interrupted, outputLost }: Terminal): AbortSignal =>
  AbortSignal.any([interrupted, outputLost]);
