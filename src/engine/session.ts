import { Failure } from './failure';
import type { Bucket, Cloud, Identity, JournalDisk } from './ports';
import { type Shelf, SweepBook } from './record/book';
import type { LocalStore } from './record/disk-store';

/** What an engine knows once it knows who it is. */
export interface Session {
  readonly identity: Identity;
  readonly disk: JournalDisk;
  /** Records of sweeps without a bucket. */
  readonly local: LocalStore;
  readonly book: SweepBook;
  readonly bucket: WantedBucket;
  /** Where sweeps of other machines are: the bucket of the connection's region. */
  readonly shared: Shelf | undefined;
}

/** Results bucket of a region, as the user wants it. `name` is missing where there is to be none. */
export interface WantedBucket {
  readonly name?: string;
  /** The user has named it: without it, nothing is done in its stead. */
  readonly chosen: boolean;
}

/** What the setting `spawn.bucket` says where there is to be no bucket. */
export const noBucket = 'none';

/** Name of the results bucket where the user sets none. */
export const defaultBucket = ({ account }: Identity, region: string): string =>
  `spawn-results-${account}-${region}`;

/** @param setting `spawn.bucket`; undefined where it is not set */
export function wantedBucket(identity: Identity, region: string, setting: string | undefined): WantedBucket {
  if (setting === noBucket) return { chosen: true };
  return setting === undefined
    ? { name: defaultBucket(identity, region), chosen: false }
    : { name: setting, chosen: true };
}

/** Where an account's journals and records lie on this machine. */
export interface AccountDisk {
  readonly journals: JournalDisk;
  readonly records: LocalStore;
}

/** Asks who we are, and opens what this machine knows of that account. */
export async function openSession(
  cloud: Cloud,
  diskOf: (account: string) => AccountDisk,
  setting: string | undefined,
  signal?: AbortSignal,
): Promise<Session> {
  const identity = await cloud.account.identity(signal);
  const { journals: disk, records: local } = diskOf(identity.account);
  const bucket = wantedBucket(identity, identity.region, setting);
  const shared =
    bucket.name === undefined
      ? undefined
      : readable(cloud.store(bucket.name, identity.region), !bucket.chosen);
  return { identity, disk, local, bucket, shared, book: new SweepBook(cloud, disk, local, shared) };
}

/** A bucket that does not exist holds no sweep, nor does one that is closed to us, where it is only the usual one. */
function readable(bucket: Bucket, mayBeClosed: boolean): Shelf {
  const isEmpty = (error: unknown): boolean =>
    error instanceof Failure && (error.kind === 'not-found' || (mayBeClosed && error.kind === 'permission'));
  const whenEmpty = (error: unknown): undefined => {
    if (isEmpty(error)) return undefined;
    throw error;
  };
  return {
    async *listFolders(prefix, signal) {
      try {
        yield* bucket.listFolders(prefix, signal);
      } catch (error) {
        whenEmpty(error);
      }
    },
    readText: (key, signal) => bucket.readText(key, signal).catch(whenEmpty),
  };
}
