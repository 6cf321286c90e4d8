import type { Cloud, Identity, JournalDisk } from './ports';
import { SweepBook } from './record/book';

/** What an engine knows once it knows who it is. */
export interface Session {
  readonly identity: Identity;
  readonly disk: JournalDisk;
  readonly book: SweepBook;
  /** Results bucket of the connection's region. */
  readonly bucket: string;
}

/** Name of the results bucket where the user sets none. */
export const defaultBucket = ({ account }: Identity, region: string): string =>
  `spawn-results-${account}-${region}`;

/** Asks who we are, and opens the journals of that account. */
export async function openSession(
  cloud: Cloud,
  journals: (account: string) => JournalDisk,
  bucket: string | undefined,
  signal?: AbortSignal,
): Promise<Session> {
  const identity = await cloud.account.identity(signal);
  const disk = journals(identity.account);
  const name = bucket ?? defaultBucket(identity, identity.region);
  return { identity, disk, bucket: name, book: new SweepBook(cloud, disk, identity, name) };
}
