import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Lines of a stream that anyone inside an instance may write to: after so many bytes no one listens any more. */
export function boundedLines(input: Readable, mostBytes: number): Interface {
  let bytes = 0;
  input.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > mostBytes) input.destroy();
  });
  return createInterface({ input });
}
