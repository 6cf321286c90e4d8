import * as fs from 'node:fs';

/** Why a file is not read: it is a folder; a pipe, a socket or a device, which may never end; or too long. */
export type Unreadable = 'folder' | 'special' | 'too-large';

/** Opening a pipe without a writer must not block. Not on Windows, which has no pipes in folders. */
const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);
const chunk = 1024 * 1024;

/**
 * Reads a file that came with someone's folder, and so may be anything: never waits, and never holds more than `most` bytes.
 * @throws NodeJS.ErrnoException when there is none, or it may not be read
 */
export function readRegularSync(file: string, most: number): Buffer | Unreadable {
  const stat = fs.statSync(file);
  const refused = refusal(stat, most);
  if (refused !== undefined) return refused;
  const handle = fs.openSync(file, flags);
  try {
    const content = new Content(stat.size);
    while (content.size <= most) {
      const read = fs.readSync(handle, content.room());
      if (read === 0) return content.whole();
      content.size += read;
    }
    return 'too-large';
  } finally {
    fs.closeSync(handle);
  }
}

/** The same, without holding up anything else. */
export async function readRegular(file: string, most: number): Promise<Buffer | Unreadable> {
  const stat = await fs.promises.stat(file);
  const refused = refusal(stat, most);
  if (refused !== undefined) return refused;
  const handle = await fs.promises.open(file, flags);
  try {
    const content = new Content(stat.size);
    while (content.size <= most) {
      const { bytesRead } = await handle.read({ buffer: content.room() });
      if (bytesRead === 0) return content.whole();
      content.size += bytesRead;
    }
    return 'too-large';
  } finally {
    await handle.close();
  }
}

/** What was read of a file so far. The file may be longer by now than it was said to be, so it is read until there is no more. */
class Content {
  /** Bytes read. */
  size = 0;
  readonly #full: Buffer[] = [];
  #fullSize = 0;
  #last: Buffer;

  /** A byte more than expected: the end is seen without more room. */
  constructor(expected: number) {
    this.#last = Buffer.allocUnsafe(Math.min(chunk, expected + 1));
  }

  /** Where to read on. */
  room(): Buffer {
    if (this.size - this.#fullSize === this.#last.length) {
      this.#full.push(this.#last);
      this.#fullSize = this.size;
      this.#last = Buffer.allocUnsafe(chunk);
    }
    return this.#last.subarray(this.size - this.#fullSize);
  }

  whole(): Buffer {
    return Buffer.concat([...this.#full, this.#last], this.size);
  }
}

function refusal(stat: fs.Stats, most: number): Unreadable | undefined {
  if (stat.isDirectory()) return 'folder';
  if (!stat.isFile()) return 'special';
  return stat.size > most ? 'too-large' : undefined;
}
