import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { type FileHandle, open, readdir, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { defaultStorageLimits, type StorageLimits, StorageQuota } from './storage-quota';

/** A file that is being written. */
export interface NewFile {
  readonly name: string;
  /** @throws AwsError QuotaExceeded if its instance has reached its limit */
  write(piece: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** The content of objects, in files with generated names, so that no key becomes a path. */
export class ObjectFiles {
  private readonly quota: StorageQuota;

  constructor(
    private readonly folder: string,
    limits: StorageLimits = defaultStorageLimits,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.quota = new StorageQuota(limits);
  }

  /** @param owner the instance whose quota it counts for. @throws AwsError QuotaExceeded if the disk is almost full */
  async create(owner: string | undefined): Promise<NewFile> {
    if (owner !== undefined) {
      const { bavail, bsize } = await statfs(this.folder);
      this.quota.checkDisk(bavail * bsize);
    }
    return this.make(owner, 'new');
  }

  /** A new file with the concatenated content of others. @returns its name */
  async concatenate(names: readonly string[], owner: string | undefined): Promise<string> {
    const file = await this.make(owner, 'already');
    try {
      for (const part of names) {
        const source = await this.open(part);
        for await (const piece of source.createReadStream({ highWaterMark: 1024 * 1024 }))
          await file.write(piece);
      }
    } catch (error) {
      await file.close();
      await this.remove(file.name);
      throw error;
    }
    await file.close();
    return file.name;
  }

  /** Opens a file for reading; if it is deleted in the meantime, it can still be read to its end. */
  open(name: string): Promise<FileHandle> {
    return open(this.pathOf(name), 'r');
  }

  /** The content of a small file, in one step: a stream would take longer than the rest of the request. */
  read(name: string): Buffer {
    return readFileSync(this.pathOf(name));
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
    this.quota.remove(name);
  }

  /** Deletes files without a reference: incomplete uploads of a process that was killed. */
  async sweep(known: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder)) if (!known.has(name)) await this.remove(name);
  }

  /** @param counted whether its bytes were already counted as parts */
  private async make(owner: string | undefined, counted: 'already' | 'new'): Promise<NewFile> {
    const name = randomUUID();
    const handle = await open(this.pathOf(name), 'wx', 0o600);
    if (owner !== undefined) this.quota.open(name, owner);
    return {
      name,
      write: async (piece) => {
        this.quota.grow(name, piece.length, counted);
        await handle.write(piece);
      },
      close: () => handle.close(),
    };
  }

  private pathOf(name: string): string {
    return path.join(this.folder, name);
  }
}
