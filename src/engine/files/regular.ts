import * as fs from 'node:fs';

/** Why a file isn't read: it is a folder; a pipe, a socket, or a device, which may never end; or too long. */
export type Unreadable = 'folder' | 'special' | 'too-large';

/** Opening a pipe without a writer must not block. Not on Windows, which has no pipes in folders. */
const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);
const chunk = 1024 * 1024;

/**
 * Reads a file of unknown origin, which can be anything: never blocks, and never reads more than `most` bytes.
 * @throws NodeJS.ErrnoException if it doesn't exist, or isn't readable
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

/** The same, asynchronously. */
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

/** The content of a file that was read so far. The file can be longer than its stated size, so it is read until the end. */
class Content {
  /** Bytes read. */
  size = 0;
  readonly #full: Buffer[] = [];
  #fullSize = 0;
  #last: Buffer;

  /** One more byte than expected, so that the end is detected without a larger buffer. */
  constructor(expected: number) {
    this.#last = Buffer.allocUnsafe(Math.min(chunk, expected + 1));
  }

  /** Where to continue reading. */
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
