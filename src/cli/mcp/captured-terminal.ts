import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../terminal';

class Captured extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A terminal for one command whose output is read by a program. No one can answer, so a command that would ask refuses. */
export interface CapturedTerminal extends Terminal {
  readonly stdout: Captured;
  readonly stderr: Captured;
}

/** @param cancelled aborts when the program no longer wants the answer */
export function capturedTerminal(terminal: Terminal, cancelled: AbortSignal): CapturedTerminal {
  return {
    stdin: new PassThrough().end(),
    stdout: new Captured(),
    stderr: new Captured(),
    interactive: false,
    stdoutIsScreen: false,
    stderrIsScreen: false,
    environment: terminal.environment,
    folder: terminal.folder,
    programFolder: terminal.programFolder,
    clock: terminal.clock,
    color: 'never',
    interrupted: AbortSignal.any([terminal.interrupted, cancelled]),
    outputLost: new AbortController().signal,
    handOver: () => undefined,
  };
}
