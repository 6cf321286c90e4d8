import {
  type CallEntry,
  type CancelledEntry,
  callName,
  type DroppedEntry,
  type EndedEntry,
  type JournalEntry,
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

/** State of a sweep according to its journal. */
export interface LaunchState {
  /** By run index. */
  readonly runs: readonly RunLaunch[];
  /** By `callName`. */
  readonly calls: ReadonlyMap<string, CallEntry>;
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

/** The order doesn't matter: of a batch's calls, the one with the higher attempt applies to a run that is in both. */
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

  for (const entry of all.filter((one) => one.kind === 'call').sort((a, b) => a.attempt - b.attempt)) {
    calls.set(callName(entry), entry);
    attempts.set(entry.batch, Math.max(attempts.get(entry.batch) ?? 0, entry.attempt + 1));
    for (const row of entry.rows) runs[row] = { state: 'launching', call: entry };
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
      for (const row of call.rows) {
        const instance = launched.get(row);
        if (instance !== undefined) {
          runs[row] = { state: 'launched', call, instanceId: instance.id, launchedAt: instance.launchedAt };
        } else if (speaksFor(row, name)) runs[row] = { state: 'queued' };
      }
    }
    if (entry.kind === 'cancelled' && overrides(entry, cancelled)) cancelled = entry;
  }
  for (const entry of all) {
    if (entry.kind === 'ended') ended.set(entry.run, entry);
    if (entry.kind === 'stopped' && entry.at < (stopped.get(entry.run)?.at ?? Number.POSITIVE_INFINITY)) {
      stopped.set(entry.run, entry);
    }
    if (entry.kind === 'dropped') {
      for (const row of entry.rows) {
        const before = dropped.get(row);
        if (before === undefined || entry.at < before.at) dropped.set(row, entry);
      }
    }
    if (entry.kind === 'extended') {
      for (const row of entry.rows) extended.set(row, Math.max(entry.until, extended.get(row) ?? 0));
    }
    if (entry.kind === 'given-up') {
      for (const row of entry.rows) {
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
    open,
    dropped,
    extended,
    ended,
    stopped,
    nextAttempt: (batch) => attempts.get(batch) ?? 0,
    cancelled,
    ...(all.some(({ kind }) => kind === 'secrets-removed') ? { secretsRemoved: true } : {}),
  };
}

/**
 * A cancel that ends runs has priority over one that only stops launching; of two equal ones, the first counts, since
 * the later one ended nothing more.
 */
export const overrides = (entry: CancelledEntry, before: CancelledEntry | undefined): boolean =>
  before === undefined ||
  (entry.keepRunning === before.keepRunning ? entry.at < before.at : before.keepRunning);
