import { firstAttempt } from '../../plan/plan';
import {
  attemptAt,
  type CallEntry,
  type CancelledEntry,
  callName,
  type DroppedEntry,
  type EndedEntry,
  type JournalEntry,
  type RetriedEntry,
  type StoppedEntry,
} from './entry';

/** The launch state of a run. */
export type RunLaunch =
  | { readonly state: 'queued' }
  /** In a call without an answer. */
  | { readonly state: 'launching'; readonly call: CallEntry }
  | {
      readonly state: 'launched';
      readonly call: CallEntry;
      readonly instanceId: string;
      readonly launchedAt: number;
    }
  | { readonly state: 'given-up'; readonly code: string; readonly message: string };

/** State of a sweep according to its journal. Where a run has had several attempts, all but `retries` is about the last one. */
export interface LaunchState {
  /** By run index. */
  readonly runs: readonly RunLaunch[];
  /** By `callName`. */
  readonly calls: ReadonlyMap<string, CallEntry>;
  /** The further attempts of runs that have had more than one, by run index, in their order. */
  readonly retries: ReadonlyMap<number, readonly RetriedEntry[]>;
  /** Calls without an answer that still apply to at least one run. */
  readonly open: readonly CallEntry[];
  /** When the user ended single runs, by run index: the first time. */
  readonly dropped: ReadonlyMap<number, DroppedEntry>;
  /** The end that the user set for instances, by run index; milliseconds since the epoch. */
  readonly extended: ReadonlyMap<number, number>;
  /** Observed ends, by run index. */
  readonly ended: ReadonlyMap<number, EndedEntry>;
  /** Instances that were observed to be stopped, by run index: the first time. */
  readonly stopped: ReadonlyMap<number, StoppedEntry>;
  /** The next attempt of a batch. */
  nextAttempt(batch: string): number;
  readonly cancelled?: CancelledEntry | undefined;
  /** The stored parts of the launching environment were deleted. */
  readonly secretsRemoved?: boolean;
}

/** The order doesn't matter: of a batch's calls, the one with the higher number applies to an attempt that is in both. */
export function foldEntries(entries: Iterable<JournalEntry>, size: number): LaunchState {
  const runs: RunLaunch[] = Array.from({ length: size }, () => ({ state: 'queued' }));
  const calls = new Map<string, CallEntry>();
  const answered = new Set<string>();
  const attempts = new Map<string, number>();
  const ended = new Map<number, EndedEntry>();
  const stopped = new Map<number, StoppedEntry>();
  const dropped = new Map<number, DroppedEntry>();
  const extended = new Map<number, number>();
  let cancelled: CancelledEntry | undefined;
  const all = [...entries];
  const retries = retriesIn(all);
  const isLast = (run: number, attempt = firstAttempt): boolean => attempt === lastAttempt(retries, run);
  const lastRows = (entry: { readonly rows: readonly number[]; readonly attempts?: readonly number[] }) =>
    retries.size === 0 ? entry.rows : entry.rows.filter((row, place) => isLast(row, attemptAt(entry, place)));

  for (const entry of all.filter((one) => one.kind === 'call').sort((a, b) => a.attempt - b.attempt)) {
    calls.set(callName(entry), entry);
    attempts.set(entry.batch, Math.max(attempts.get(entry.batch) ?? 0, entry.attempt + 1));
    for (const row of lastRows(entry)) runs[row] = { state: 'launching', call: entry };
  }
  const speaksFor = (row: number, name: string): boolean => {
    const run = runs[row];
    return run?.state === 'launching' && callName(run.call) === name;
  };
  for (const entry of all) {
    if (entry.kind === 'refused' || entry.kind === 'launched') {
      const name = callName(entry);
      answered.add(name);
      const call = calls.get(name);
      if (call === undefined) continue;
      const launched = new Map(
        entry.kind === 'launched' ? entry.instances.map((instance) => [instance.run, instance]) : [],
      );
      for (const row of lastRows(call)) {
        const instance = launched.get(row);
        if (instance !== undefined) {
          runs[row] = { state: 'launched', call, instanceId: instance.id, launchedAt: instance.launchedAt };
        } else if (speaksFor(row, name)) runs[row] = { state: 'queued' };
      }
    }
    if (entry.kind === 'cancelled' && overrides(entry, cancelled)) cancelled = entry;
  }
  for (const entry of all) {
    if (entry.kind === 'ended' && isLast(entry.run, entry.attempt)) ended.set(entry.run, entry);
    if (
      entry.kind === 'stopped' &&
      isLast(entry.run, entry.attempt) &&
      entry.at < (stopped.get(entry.run)?.at ?? Number.POSITIVE_INFINITY)
    ) {
      stopped.set(entry.run, entry);
    }
    if (entry.kind === 'dropped') {
      for (const row of lastRows(entry)) {
        const before = dropped.get(row);
        if (before === undefined || entry.at < before.at) dropped.set(row, entry);
      }
    }
    if (entry.kind === 'extended') {
      for (const row of entry.rows) extended.set(row, Math.max(entry.until, extended.get(row) ?? 0));
    }
    if (entry.kind === 'given-up') {
      for (const row of lastRows(entry)) {
        if (runs[row]?.state === 'queued') {
          runs[row] = { state: 'given-up', code: entry.code, message: entry.message };
        }
      }
    }
  }
  const open = [...calls.values()].filter(
    (call) => !answered.has(callName(call)) && call.rows.some((row) => speaksFor(row, callName(call))),
  );
  return {
    runs,
    calls,
    retries,
    open,
    dropped,
    extended,
    ended,
    stopped,
    nextAttempt: (batch) => attempts.get(batch) ?? 0,
    cancelled,
    ...(isRemoved(all) ? { secretsRemoved: true } : {}),
  };
}

/** A retry after all jobs had ended keeps the secrets again. */
function isRemoved(entries: readonly JournalEntry[]): boolean {
  const [removed, retried] = ['secrets-removed', 'retried'].map((kind) =>
    Math.max(...entries.flatMap((entry) => (entry.kind === kind && 'at' in entry ? entry.at : []))),
  );
  return removed !== undefined && Number.isFinite(removed) && removed > (retried ?? 0);
}

function retriesIn(entries: readonly JournalEntry[]): LaunchState['retries'] {
  const retries = new Map<number, RetriedEntry[]>();
  for (const entry of entries) {
    if (entry.kind === 'retried') retries.set(entry.run, [...(retries.get(entry.run) ?? []), entry]);
  }
  for (const ofRun of retries.values()) ofRun.sort((a, b) => a.attempt - b.attempt);
  return retries;
}

/** The number of the last attempt of a run that was decided on. */
export const lastAttempt = (retries: LaunchState['retries'], run: number): number =>
  retries.get(run)?.at(-1)?.attempt ?? firstAttempt;

/**
 * A cancel that ends runs has priority over one that only stops launching; of two equal ones, the first counts, since
 * the later one ended nothing more.
 */
export const overrides = (entry: CancelledEntry, before: CancelledEntry | undefined): boolean =>
  before === undefined ||
  (entry.keepRunning === before.keepRunning ? entry.at < before.at : before.keepRunning);
