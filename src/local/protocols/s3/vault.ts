import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** The bytes of objects, in files with names of their own: no key ever becomes a path. */
export class Vault {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** A new file to write to, and its name. */
  async create(): Promise<{ readonly name: string; readonly handle: FileHandle }> {
    const name = randomUUID();
    return { name, handle: await open(this.pathOf(name), 'wx', 0o600) };
  }

  /** A new file that holds the bytes of others, one behind the other. @returns its name */
  async concatenate(names: readonly string[]): Promise<string> {
    const { name, handle } = await this.create();
    try {
      for (const part of names) {
        const source = await this.open(part);
        for await (const piece of source.createReadStream({ highWaterMark: 1024 * 1024 }))
          await handle.write(piece);
      }
    } catch (error) {
      await handle.close();
      await this.remove(name);
      throw error;
    }
    await handle.close();
    return name;
  }

  /** Opens a file for reading; what is deleted meanwhile can still be read to its end. */
  open(name: string): Promise<FileHandle> {
    return open(this.pathOf(name), 'r');
  }

  /** A small file's bytes, in one step: as a stream, opening, reading and closing it takes longer than answering for it. */
  read(name: string): Buffer {
    return readFileSync(this.pathOf(name));
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  /** Removes files that nothing refers to: uploads that a killed process left half-written. */
  async sweep(known: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder)) if (!known.has(name)) await this.remove(name);
  }

  private pathOf(name: string): string {
    return path.join(this.folder, name);
  }
}
