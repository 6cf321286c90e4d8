import {
  Z_DEFAULT_STRATEGY,
  Z_FINISH,
  type Z_FlushMode,
  Z_OK,
  Z_PARTIAL_FLUSH,
  Z_STREAM_END,
  ZStream,
  zlibDeflate,
  zlibDeflateInit2,
} from 'pako';

const level = 9;
const methodDeflate = 8;
/** A window of 32 KB, in the format of gzip (zlib.h, deflateInit2). */
const windowBitsGzip = 15 + 16;
const memoryLevel = 9;
/** The maximum that gzip and a flush add to incompressible text, with a margin. */
const roomBytes = 1_024;
const nothing = new Uint8Array(0);
const encoder = new TextEncoder();

/**
 * Compresses texts with a common beginning. The compressed beginning and the state of the compressor after it are kept
 * for the next text. The bytes equal those of a stream that compressed the full text.
 */
export class Packing {
  #known: Packed | undefined;

  /**
   * Compresses a text with gzip: the same text always gives the same bytes. A part with different statistics than the
   * text before it starts its own block with its own codes, which saves up to a fourth for a table of random values
   * after a program.
   *
   * @param unlike that part of the text
   */
  pack(text: string, unlike = ''): Uint8Array {
    const start = unlike === '' ? 0 : Math.max(text.indexOf(unlike), 0);
    const { stream, written, copy } = this.#after(text.slice(0, start));
    rewind(copy, stream);
    const rest = deflated(copy, text.slice(start), Z_FINISH);
    const packed = new Uint8Array(written.length + rest.length);
    packed.set(written);
    packed.set(rest, written.length);
    return packed;
  }

  /** A stream that has seen this much, and what it wrote. */
  #after(text: string): Packed {
    if (this.#known?.text === text) return this.#known;
    const stream = new ZStream();
    zlibDeflateInit2(stream, level, methodDeflate, windowBitsGzip, memoryLevel, Z_DEFAULT_STRATEGY);
    const written = text === '' ? nothing : deflated(stream, text, Z_PARTIAL_FLUSH).slice();
    stream.input = nothing;
    stream.output = nothing;
    this.#known = { text, written, stream, copy: structuredClone(stream) };
    return this.#known;
  }
}

/** A single text as gzip. */
export const pack = (text: string): Uint8Array => new Packing().pack(text);

interface Packed {
  readonly text: string;
  readonly written: Uint8Array;
  /** Compressor state after the text. */
  readonly stream: ZStream;
  /** A copy to continue with. */
  readonly copy: ZStream;
}

/** Resets a stream to the state that its copy still has: only numbers and arrays of numbers change. */
function rewind(copy: ZStream, { adler, total_in, total_out, state }: ZStream): void {
  Object.assign(copy, { adler, total_in, total_out });
  for (const [field, value] of Object.entries(state))
    if (ArrayBuffer.isView(value)) copy.state[field].set(value);
    else if (typeof value === 'number') copy.state[field] = value;
}

/** The output of a stream for a text, with space for the worst case, in one call, so that a flush leaves no second marker. */
function deflated(stream: ZStream, text: string, flush: Z_FlushMode): Uint8Array {
  stream.input = encoder.encode(text);
  stream.next_in = 0;
  stream.avail_in = stream.input.length;
  stream.avail_out = stream.avail_in + (stream.avail_in >> 3) + roomBytes;
  stream.next_out = 0;
  stream.output = new Uint8Array(stream.avail_out);
  const status = zlibDeflate(stream, flush);
  if (status !== (flush === Z_FINISH ? Z_STREAM_END : Z_OK)) throw new Error(`deflate: status ${status}`);
  return stream.output.subarray(0, stream.next_out);
}
