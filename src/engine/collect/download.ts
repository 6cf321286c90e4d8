import * as fs from 'node:fs/promises';
import type { Store } from '../ports';

/** Objects larger than this are fetched in ranges of this size, side by side. Bytes. */
const rangeSize = 16 * 1024 * 1024;
const rangesAtOnce = 6;

export interface Download {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** Fetches one object into a new file; memory stays flat in its size. `onBytes` gets the size of every piece. */
export async function download(
  store: Store,
  object: Download,
  file: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const handle = await fs.open(file, 'wx', 0o644);
  try {
    if (object.size <= rangeSize) await fetchPart(store, object, handle, undefined, onBytes, signal);
    else await fetchRanges(store, object, handle, onBytes, signal);
  } finally {
    await handle.close();
  }
}

async function fetchRanges(
  store: Store,
  object: Download,
  handle: fs.FileHandle,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const starts: number[] = [];
  for (let start = 0; start < object.size; start += rangeSize) starts.push(start);
  const next = starts.values();
  const worker = async (): Promise<void> => {
    for (const start of next) {
      const end = Math.min(object.size, start + rangeSize) - 1;
      await fetchPart(store, object, handle, { start, end }, onBytes, signal);
    }
  };
  await Promise.all(Array.from({ length: rangesAtOnce }, worker));
}

async function fetchPart(
  store: Store,
  { etag, key }: Download,
  handle: fs.FileHandle,
  range: { readonly start: number; readonly end: number } | undefined,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let place = range?.start ?? 0;
  const chunks = await store.read(key, {
    ...range,
    // Written anew meanwhile, the parts would not fit together: the listing's version or none.
    ...(range === undefined ? {} : { ifMatch: etag }),
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const chunk of chunks) {
    await handle.write(chunk, 0, chunk.length, place);
    place += chunk.length;
    onBytes(chunk.length);
  }
}
