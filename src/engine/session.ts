import { setMaxListeners } from 'node:events';
import type { Clock } from './clock';
import { Failure } from './failure';
import type { Bucket, Cloud, Identity, JournalDisk } from './ports';
import type { LocalStore } from './record/disk-store';
import { type RecordReader, type SharedRecordReader, SweepRepository } from './record/sweep-repository';

/** The dependencies of an engine after it knows its identity, for one caller. */
export interface Session {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly disk: JournalDisk;
  /** Records of sweeps without a bucket. */
  readonly local: LocalStore;
  /** Where to look for sweeps: this machine, and for those of other machines, the bucket of the connection's region. */
  readonly shelves: readonly RecordReader[];
  readonly sweeps: SweepRepository;
  readonly bucket: WantedBucket;
  /** Whether this engine is launching the sweep. */
  launching(sweepId: string): boolean;
  /** Aborts when the caller no longer needs the answer. */
  readonly signal: AbortSignal | undefined;
}

export interface SessionParts {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** The data of one account on this machine. */
  diskOf(account: string): AccountDisk;
  /** Results bucket; by default `spawn-results-<account>-<region>`. `none`: without one. */
  readonly bucket?: string | undefined;
}

export type OpenSession = (signal: AbortSignal | undefined) => Promise<Session>;

/** The identity is requested with the first call, for all that follow; again after a failure. */
export function sessionsOf(parts: SessionParts, launching: Session['launching']): OpenSession {
  let known: Promise<Account> | undefined;
  return async (signal) => {
    // Every request of a call listens to its signal, and they run in parallel.
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
  /** The user has set it: there is no fallback if it can't be used. */
  readonly chosen: boolean;
}

/** Value of the setting `spawn.bucket` for no bucket. */
const noBucket = 'none';

/** Name of the results bucket if the user sets none. */
export const defaultBucket = ({ account }: Identity, region: string): string =>
  `spawn-results-${account}-${region}`;

/** @param setting `spawn.bucket`; undefined if it isn't set */
export function wantedBucket(identity: Identity, region: string, setting: string | undefined): WantedBucket {
  if (setting === noBucket) return { chosen: true };
  return setting === undefined
    ? { name: defaultBucket(identity, region), chosen: false }
    : { name: setting, chosen: true };
}

/** The folder of an account's journals and records on this machine. */
export interface AccountDisk {
  readonly journals: JournalDisk;
  readonly records: LocalStore;
}

/** The parts that all callers share. */
type Account = Omit<Session, 'launching' | 'signal'>;

/** Requests the identity, and opens the local data of that account. */
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

/** A bucket that doesn't exist contains no sweeps, nor does an inaccessible one if it is only the default. */
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
