import { parseStatusKey, statusPrefix } from '../../agent/record';
import type { Store } from '../ports';
import { leaseKey } from '../record/keys';

/** What an agent left in the record when its job ended. */
export interface JobStatus {
  readonly state: string;
  readonly exitCode?: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What one look at the status folder of a sweep shows. */
export interface StatusFolder {
  /** By run index; of several the last one written. */
  readonly jobs: ReadonlyMap<number, JobStatus>;
  readonly keys: readonly string[];
  /** When somebody last said that they launch this sweep; milliseconds since the epoch. */
  readonly leaseAt?: number;
}

/** One LIST per thousand objects. */
export async function listStatuses(
  store: Store,
  sweepId: string,
  signal?: AbortSignal,
): Promise<StatusFolder> {
  const jobs = new Map<number, JobStatus>();
  const keys: string[] = [];
  let leaseAt: number | undefined;
  for await (const { key, modifiedAt } of store.list(statusPrefix(sweepId), signal)) {
    keys.push(key);
    if (key === leaseKey(sweepId)) leaseAt = modifiedAt;
    const status = parseStatusKey(key);
    if (status === undefined) continue;
    const before = jobs.get(status.index);
    if (before !== undefined && before.at > modifiedAt) continue;
    jobs.set(status.index, {
      state: status.state,
      at: modifiedAt,
      ...(status.exitCode === undefined ? {} : { exitCode: status.exitCode }),
    });
  }
  return { jobs, keys, ...(leaseAt === undefined ? {} : { leaseAt }) };
}
