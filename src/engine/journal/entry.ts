import type { WriteAccess } from '../../plan/plan';
import type { FailureKind } from '../failure';

/** Which RunInstances call: the n-th attempt of a batch. Tagged on its instances as `spawn:batch`. */
export interface CallId {
  readonly batch: string;
  readonly attempt: number;
}

/**
 * A RunInstances call about to be made: what was chosen for it. All else that is sent comes from the plan, each time again
 * (launch/compose.ts), so that nothing that is read here can ask for more than the plan does.
 */
export interface CallEntry extends CallId {
  readonly kind: 'call';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly region: string;
  /** Indices of the runs, by `ami-launch-index`. */
  readonly rows: readonly number[];
  readonly instanceType: string;
  readonly availabilityZone?: string | undefined;
  /** What its instances write with; missing where there is no bucket. */
  readonly access?: WriteAccess | undefined;
  /** SHA-256 of the request, in hex: sent again, it has to be the same, byte for byte. */
  readonly digest: string;
}

/** The call was answered: these runs have an instance; its other rows are left. */
export interface LaunchedEntry extends CallId {
  readonly kind: 'launched';
  readonly at: number;
  readonly instances: readonly LaunchedInstance[];
}

export interface LaunchedInstance {
  readonly run: number;
  readonly id: string;
  readonly launchedAt: number;
}

/** The call was answered with a refusal: it launched nothing, and its rows are left. */
export interface RefusedEntry extends CallId {
  readonly kind: 'refused';
  readonly at: number;
  readonly failureKind: FailureKind;
  readonly code: string;
  readonly message: string;
}

/** These runs will not be launched. */
export interface GivenUpEntry {
  readonly kind: 'given-up';
  readonly at: number;
  readonly rows: readonly number[];
  readonly code: string;
  readonly message: string;
}

/** What a user could not end any more. */
interface Finished {
  /** Runs whose job was found to have ended right before; undefined if that wasn't checked. */
  readonly finished?: readonly number[] | undefined;
}

/** The user cancelled: nothing more is launched; unless `keepRunning`, what runs is terminated. */
export interface CancelledEntry extends Finished {
  readonly kind: 'cancelled';
  readonly at: number;
  readonly keepRunning: boolean;
  readonly by: string;
}

/** The user ended single runs. */
export interface DroppedEntry extends Finished {
  readonly kind: 'dropped';
  readonly at: number;
  readonly rows: readonly number[];
  readonly by: string;
}

/** The user moved the end of running instances. */
export interface ExtendedEntry {
  readonly kind: 'extended';
  readonly at: number;
  readonly rows: readonly number[];
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly by: string;
}

/** An instance was seen to have ended: EC2 forgets it within the hour. */
export interface EndedEntry {
  readonly kind: 'ended';
  readonly run: number;
  readonly endedAt: number;
  /** When its machine was started, where it may have waited for one. */
  readonly startedAt?: number | undefined;
  readonly reason?: string | undefined;
}

/** An instance was seen to be stopped: until it is terminated its disks alone cost. */
export interface StoppedEntry {
  readonly kind: 'stopped';
  readonly run: number;
  /** When it stopped, milliseconds since the epoch. */
  readonly at: number;
  /** EC2's reason, which the termination after it replaces. */
  readonly reason?: string | undefined;
}

/** What was kept of the launching environment for the instances was deleted. */
export interface SecretsRemovedEntry {
  readonly kind: 'secrets-removed';
  readonly at: number;
}

/** What happened to a sweep, in the journal on disk and in the log of its record. */
export type JournalEntry =
  | CallEntry
  | LaunchedEntry
  | RefusedEntry
  | GivenUpEntry
  | CancelledEntry
  | DroppedEntry
  | ExtendedEntry
  | EndedEntry
  | StoppedEntry
  | SecretsRemovedEntry;

export const callName = ({ batch, attempt }: CallId): string => `${batch}.${attempt}`;

export function parseCallName(name: string | undefined): CallId | undefined {
  const match = /^(.+)\.(\d+)$/.exec(name ?? '');
  const [, batch, attempt] = match ?? [];
  return batch === undefined || attempt === undefined ? undefined : { batch, attempt: Number(attempt) };
}

/** The same for the same event, whichever copy of the journal it is read from. */
export function entryId(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'call':
    case 'launched':
    case 'refused':
      return `${entry.kind} ${callName(entry)}`;
    case 'given-up':
    case 'dropped':
      return `${entry.kind} ${entry.rows.join(',')}`;
    case 'extended':
      return `${entry.kind} ${entry.until} ${entry.rows.join(',')}`;
    case 'cancelled':
      return `${entry.kind} ${entry.keepRunning}`;
    case 'secrets-removed':
      return entry.kind;
    case 'ended':
    case 'stopped':
      return `${entry.kind} ${entry.run}`;
  }
}
