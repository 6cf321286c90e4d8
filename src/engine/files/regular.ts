import * as fs from 'node:fs';

/** Why a file is not read: it is a folder; a pipe, a socket or a device, which may never end; or too long. */
export type Unreadable = 'folder' | 'special' | 'too-large';

/** A pipe that nobody writes to keeps nobody waiting: not on Windows, which has none in folders. */
const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);
const chunk = 1024 * 1024;

/**
 * Reads a file that came with somebody's folder, and so may be anything: never waits, and never holds more than `most` bytes.
 * @throws NodeJS.ErrnoException when there is none, or it may not be read
 */
export function readRegularSync(file: string, most: number): Buffer | Unreadable {
  const refused = refusal(fs.statSync(file), most);
  if (refused !== undefined) return refused;
  const handle = fs.openSync(file, flags);
  try {
    const parts: Buffer[] = [];
    for (let size = 0; size <= most; ) {
      const part = Buffer.allocUnsafe(chunk);
      const read = fs.readSync(handle, part);
      if (read === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, read));
      size += read;
    }
    return 'too-large';
  } finally {
    fs.closeSync(handle);
  }
}

/** The same, without holding up anything else. */
export async function readRegular(file: string, most: number): Promise<Buffer | Unreadable> {
  const refused = refusal(await fs.promises.stat(file), most);
  if (refused !== undefined) return refused;
  const handle = await fs.promises.open(file, flags);
  try {
    const parts: Buffer[] = [];
    for (let size = 0; size <= most; ) {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.allocUnsafe(chunk) });
      if (bytesRead === 0) return Buffer.concat(parts);
      parts.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return 'too-large';
  } finally {
    await handle.close();
  }
}

function refusal(stat: fs.Stats, most: number): Unreadable | undefined {
  if (stat.isDirectory()) return 'folder';
  if (!stat.isFile()) return 'special';
  return stat.size > most ? 'too-large' : undefined;
}
