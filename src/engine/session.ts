import { setMaxListeners } from 'node:events';
import type { Clock } from './clock';
import { Failure } from './failure';
import type { Bucket, Cloud, Identity, JournalDisk } from './ports';
import type { LocalStore } from './record/disk-store';
import { type RecordReader, type SharedRecordReader, SweepRepository } from './record/sweep-repository';

/** What an engine works with once it knows who it is, for one who asks it something. */
export interface Session {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly disk: JournalDisk;
  /** Records of sweeps without a bucket. */
  readonly local: LocalStore;
  /** Where to look for sweeps: this machine, and for those of other machines the bucket of the connection's region. */
  readonly shelves: readonly RecordReader[];
  readonly sweeps: SweepRepository;
  readonly bucket: WantedBucket;
  /** Whether this very engine is launching the sweep. */
  launching(sweepId: string): boolean;
  /** Aborts when the caller no longer needs the answer. */
  readonly signal: AbortSignal | undefined;
}

export interface SessionParts {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** What this machine keeps of one account. */
  diskOf(account: string): AccountDisk;
  /** Results bucket; by default `spawn-results-<account>-<region>`. `none`: without one. */
  readonly bucket?: string | undefined;
}

export type OpenSession = (signal: AbortSignal | undefined) => Promise<Session>;

/** Who we are is asked with the first call, for all that follow; again where that failed. */
export function sessionsOf(parts: SessionParts, launching: Session['launching']): OpenSession {
  let known: Promise<Account> | undefined;
  return async (signal) => {
    // Every request of a call listens to its signal, and they go out side by side.
    if (signal !== undefined) setMaxListeners(0, signal);
    known ??= openAccount(parts, signal);
    known.catch(() => {
      known = undefined;
    });
    return { ...(await known), launching, signal };
  };
}

/** Results bucket of a region, as the user configured it. `name` is missing if the user chose no bucket. */
export interface WantedBucket {
  readonly name?: string;
  /** The user has named it: without it, nothing is done in its stead. */
  readonly chosen: boolean;
}

/** Value of the setting `spawn.bucket` for no bucket. */
const noBucket = 'none';

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

/** What is the same for all who ask. */
type Account = Omit<Session, 'launching' | 'signal'>;

/** Asks who we are, and opens what this machine knows of that account. */
async function openAccount(
  { bucket: setting, clock, cloud, diskOf }: SessionParts,
  signal: AbortSignal | undefined,
): Promise<Account> {
  const identity = await cloud.account.identity(signal);
  const { journals: disk, records: local } = diskOf(identity.account);
  const bucket = wantedBucket(identity, identity.region, setting);
  const shared =
    bucket.name === undefined
      ? undefined
      : readable(cloud.store(bucket.name, identity.region), !bucket.chosen);
  const shelves = shared === undefined ? [local] : [local, shared];
  const sweeps = new SweepRepository(cloud, identity.account, disk, local, shared);
  return { cloud, clock, identity, disk, local, shelves, sweeps, bucket };
}

/** A bucket that does not exist holds no sweep, nor does one that is closed to us, where it is only the usual one. */
function readable(bucket: Bucket, mayBeClosed: boolean): SharedRecordReader {
  const isEmpty = (error: unknown): boolean =>
    error instanceof Failure && (error.kind === 'not-found' || (mayBeClosed && error.kind === 'permission'));
  const whenEmpty = (error: unknown): undefined => {
    if (isEmpty(error)) return undefined;
    throw error;
  };
  return {
    bucket: bucket.bucket,
    region: bucket.region,
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
