import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Reads lines of a stream that any program in an instance can write to, up to a number of bytes. */
export function boundedLines(input: Readable, mostBytes: number): Interface {
  let bytes = 0;
  input.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > mostBytes) input.destroy();
  });
  return createInterface({ input });
}
