import type { Readable } from 'node:stream';

/** The other side has closed its stream. */
export class InputEnded extends Error {}

/** Maximum length of a line. */
const longestLine = 64;

/** A stream that is read in blocks of known length. */
export class Input {
  private readonly pieces: Buffer[] = [];
  private length = 0;
  private readonly source: AsyncIterator<Buffer>;

  constructor(stream: Readable) {
    // The write half of a stream whose read half has ended can still be used.
    this.source = stream.iterator({ destroyOnReturn: false });
  }

  /** @throws InputEnded; Error if there is no line end within 64 bytes */
  async line(): Promise<string> {
    for (;;) {
      const all = this.join();
      const end = all.indexOf('\n');
      if (end >= 0) return (await this.take(end + 1)).subarray(0, end).toString();
      if (all.length > longestLine) throw new Error('What was to be a line does not end.');
      await this.more();
    }
  }

  /** @throws InputEnded */
  async take(count: number): Promise<Buffer> {
    while (this.length < count) await this.more();
    const all = this.join();
    this.pieces[0] = all.subarray(count);
    this.length = all.length - count;
    return all.subarray(0, count);
  }

  private join(): Buffer {
    const all = this.pieces.length === 1 ? (this.pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.pieces);
    this.pieces.splice(0, this.pieces.length, all);
    return all;
  }

  private async more(): Promise<void> {
    const next = await this.source.next();
    if (next.done === true) throw new InputEnded('The stream has ended.');
    this.pieces.push(next.value);
    this.length += next.value.length;
  }
}
