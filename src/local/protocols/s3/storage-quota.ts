import { AwsError } from '../../failure';

/** Limits for the objects of instances. */
export interface StorageLimits {
  /** Maximum bytes of one instance's objects. */
  readonly perInstance: number;
  /** Bytes of the disk that instances must leave free. */
  readonly leftFree: number;
}

const gibibyte = 1024 ** 3;

export const defaultStorageLimits: StorageLimits = { perInstance: 32 * gibibyte, leftFree: gibibyte };

/** Counts the bytes of each instance, so that a script that uploads endlessly doesn't fill this computer's disk. */
export class StorageQuota {
  private readonly files = new Map<string, { readonly owner: string; bytes: number }>();
  private readonly kept = new Map<string, number>();

  constructor(private readonly limits: StorageLimits) {}

  /** Assigns a file to an instance. */
  open(file: string, owner: string): void {
    this.files.set(file, { owner, bytes: 0 });
  }

  /** Adds bytes to a file. Files without an owner, and those created from parts that were counted, have no limit. @throws AwsError */
  grow(file: string, bytes: number, counted: 'already' | 'new' = 'new'): void {
    const found = this.files.get(file);
    if (found === undefined) return;
    const kept = (this.kept.get(found.owner) ?? 0) + bytes;
    if (counted === 'new' && kept > this.limits.perInstance) throw tooMuch(this.limits.perInstance);
    found.bytes += bytes;
    this.kept.set(found.owner, kept);
  }

  remove(file: string): void {
    const found = this.files.get(file);
    if (found === undefined) return;
    this.files.delete(file);
    const kept = (this.kept.get(found.owner) ?? 0) - found.bytes;
    if (kept > 0) this.kept.set(found.owner, kept);
    else this.kept.delete(found.owner);
  }

  /** @param free bytes. @throws AwsError */
  checkDisk(free: number): void {
    if (free < this.limits.leftFree)
      throw new AwsError(
        'QuotaExceeded',
        'The disk of this computer is almost full, so the local cloud takes nothing more from its instances.',
      );
  }
}

const tooMuch = (bytes: number): AwsError =>
  new AwsError(
    'QuotaExceeded',
    `This instance keeps ${(bytes / gibibyte).toFixed(1)} GiB in the local cloud's S3, which is all that one instance may. Delete objects, or upload less; on AWS there is no such limit, and each GiB costs.`,
  );
