import type { FileHandle } from 'node:fs/promises';
import type { Store } from '../ports';
import { sideBySide } from './side-by-side';

/** Larger objects are downloaded in ranges of this size, in parallel. Bytes. */
const rangeSize = 16 * 1024 * 1024;
const rangesAtOnce = 6;
/** The size of one write. Bytes. */
const pieceSize = 1024 * 1024;

export interface Download {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** Downloads one object to an empty file with constant memory. `onBytes` gets the size of every piece. */
export async function download(
  store: Pick<Store, 'read'>,
  object: Download,
  file: FileHandle,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (object.size <= rangeSize) await fetchPart(store, object, file, undefined, onBytes, signal);
  else await fetchRanges(store, object, file, onBytes, signal);
}

async function fetchRanges(
  store: Pick<Store, 'read'>,
  object: Download,
  file: FileHandle,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  await sideBySide(rangesOf(object.size), rangesAtOnce, (range) =>
    fetchPart(store, object, file, range, onBytes, signal),
  );
}

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

function* rangesOf(size: number): Iterable<ByteRange> {
  for (let start = 0; start < size; start += rangeSize) {
    yield { start, end: Math.min(size, start + rangeSize) - 1 };
  }
}

async function fetchPart(
  store: Pick<Store, 'read'>,
  { etag, key }: Download,
  file: FileHandle,
  range: ByteRange | undefined,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const chunks = await store.read(key, {
    ...range,
    // If the object was overwritten in the meantime, its parts wouldn't match: only the listed version is accepted.
    ...(range === undefined ? {} : { ifMatch: etag }),
    signal,
  });
  let place = range?.start ?? 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    onBytes(chunk.length);
    if (size < pieceSize) continue;
    await writeAll(file, waiting, size, place);
    place += size;
    [waiting, size] = [[], 0];
  }
  if (size > 0) await writeAll(file, waiting, size, place);
}

/** On a full disk, a write can be partial, and only the next one returns the reason. */
async function writeAll(
  file: FileHandle,
  pieces: readonly Uint8Array[],
  size: number,
  place: number,
): Promise<void> {
  const { bytesWritten } = await file.writev(pieces, place);
  const whole = bytesWritten < size ? Buffer.concat(pieces) : Buffer.alloc(0);
  for (let done = bytesWritten; done < size; ) {
    done += (await file.write(whole, done, size - done, place + done)).bytesWritten;
  }
}
