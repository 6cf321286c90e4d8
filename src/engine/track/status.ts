import { parseStatusKey, type StatusClaim, statusPrefix } from '../../agent/record';
import type { Store } from '../ports';
import { leaseKey } from '../record/keys';

/** A report of a run's end, and its time; milliseconds since the epoch. */
export interface DatedClaim extends StatusClaim {
  readonly at: number;
}

/** The result of one request for the status folder of a sweep. */
export interface StatusFolder {
  readonly claims: readonly DatedClaim[];
  readonly keys: readonly string[];
  /** When the process that launches this sweep last renewed its lease; milliseconds since the epoch. */
  readonly leaseAt?: number | undefined;
}

/** One LIST per thousand objects. */
export async function listStatuses(
  store: Store,
  sweepId: string,
  signal?: AbortSignal,
): Promise<StatusFolder> {
  const claims: DatedClaim[] = [];
  const keys: string[] = [];
  let leaseAt: number | undefined;
  for await (const { key, modifiedAt } of store.list(statusPrefix(sweepId), signal)) {
    keys.push(key);
    if (key === leaseKey(sweepId)) leaseAt = modifiedAt;
    const claim = parseStatusKey(sweepId, key);
    if (claim !== undefined) claims.push({ ...claim, at: modifiedAt });
  }
  return { claims, keys, leaseAt };
}
