import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../../../src/cli/terminal';

/** A terminal that remembers what was written. */
export interface TestTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
}

class Memory extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export function testTerminal(given: Partial<Terminal> = {}): TestTerminal {
  const stdout = new Memory();
  const stderr = new Memory();
  return {
    stdin: new PassThrough(),
    stdout,
    stderr,
    interactive: false,
    color: 'auto',
    stdoutIsScreen: false,
    stderrIsScreen: false,
    environment: {},
    folder: '/',
    programFolder: '/',
    clock: { now: () => 0, sleep: async () => undefined },
    interrupted: new AbortController().signal,
    outputLost: new AbortController().signal,
    handOver: () => undefined,
    ...given,
    out: () => stdout.text,
    err: () => stderr.text,
  };
}
