import { type CheckpointObject, firstAttempt, type WriteAccess } from '../../plan/plan';
import type { FailureKind } from '../failure';

/** Identifies a RunInstances call: the n-th attempt of a batch. Tagged on its instances as `spawn:batch`. */
export interface CallId {
  readonly batch: string;
  readonly attempt: number;
}

/**
 * A RunInstances call that is about to be sent, with the choices for it. The rest of the request is derived from the
 * plan each time (launch/compose.ts), so that no entry can request more than the plan.
 */
export interface CallEntry extends CallId {
  readonly kind: 'call';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly region: string;
  /** Indexes of the runs, by `ami-launch-index`. */
  readonly rows: readonly number[];
  /** Which attempt of each of these runs it launches; missing: the first of all. */
  readonly attempts?: readonly number[];
  readonly instanceType: string;
  readonly availabilityZone?: string | undefined;
  /** It requests on-demand instances for runs that prefer spot instances. */
  readonly onDemand?: boolean;
  /** The access with which its instances write; missing if there is no bucket. */
  readonly access?: WriteAccess | undefined;
  /** SHA-256 of the request, in hex: when it is sent again, it must be the same, byte for byte. */
  readonly digest: string;
}

/** The call succeeded: these runs have an instance; its other rows are not launched yet. */
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

/** The call was refused: it launched nothing, and its rows are not launched yet. */
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
  /** As of a call. */
  readonly attempts?: readonly number[];
  readonly code: string;
  readonly message: string;
}

/** Jobs that a user could no longer end. */
interface Finished {
  /** Runs whose job had already ended right before; undefined if that wasn't checked. */
  readonly finished?: readonly number[] | undefined;
}

/** The user canceled: nothing more is launched; unless `keepRunning`, running instances are terminated. */
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
  /** As of a call. */
  readonly attempts?: readonly number[];
  readonly by: string;
}

/** The user changed the TTL of running instances. */
export interface ExtendedEntry {
  readonly kind: 'extended';
  readonly at: number;
  readonly rows: readonly number[];
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly by: string;
}

/** An instance was observed to have ended: EC2 deletes it within the hour. */
export interface EndedEntry {
  readonly kind: 'ended';
  readonly run: number;
  /** Missing: the first. */
  readonly attempt?: number;
  readonly endedAt: number;
  /** When its machine was started, if it may have waited for one. */
  readonly startedAt?: number | undefined;
  readonly reason?: string | undefined;
}

/** An instance was observed to be stopped: until it is terminated, only its volumes cost money. */
export interface StoppedEntry {
  readonly kind: 'stopped';
  readonly run: number;
  /** Missing: the first. */
  readonly attempt?: number;
  /** When it stopped, milliseconds since the epoch. */
  readonly at: number;
  /** EC2's reason, which the reason of the termination later replaces. */
  readonly reason?: string | undefined;
}

/** A further attempt of a run is to be launched: the attempt before it is over. */
export interface RetriedEntry {
  readonly kind: 'retried';
  readonly at: number;
  readonly run: number;
  /** From 2. */
  readonly attempt: number;
  /** What the attempts before have left of the TTL, in seconds; missing: the run has none. */
  readonly ttlSeconds?: number | undefined;
  /** A run that prefers spot instances gets an on-demand one. */
  readonly onDemand?: boolean;
  /** What is restored before its script starts; missing: no attempt left a checkpoint. */
  readonly resume?: CheckpointObject | undefined;
  /** The user who requested it; missing: the sweep file does. */
  readonly by?: string | undefined;
  readonly previous: EndedAttempt;
}

/** How an attempt of a run ended, and what of it costs. Times are milliseconds since the epoch. */
export interface EndedAttempt {
  /** State of its job. */
  readonly state: string;
  readonly reason?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly endedAt?: number | undefined;
  /** Missing: it never had an instance. */
  readonly instance?: EndedInstance | undefined;
}

export interface EndedInstance {
  readonly id: string;
  readonly instanceType: string;
  readonly availabilityZone?: string | undefined;
  readonly spot: boolean;
  readonly publicAddress: boolean;
  readonly launchedAt: number;
  /** From when on it costs. */
  readonly startedAt: number;
  /** When EC2 ended it: from then on neither it nor its disks cost. */
  readonly goneAt: number;
  readonly expiresAt?: number | undefined;
}

/** The parts of the launching environment that were stored for the instances were deleted. */
export interface SecretsRemovedEntry {
  readonly kind: 'secrets-removed';
  readonly at: number;
}

/** An event of a sweep, in the journal on disk and in the log of its record. */
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
  | RetriedEntry
  | SecretsRemovedEntry;

export const callName = ({ batch, attempt }: CallId): string => `${batch}.${attempt}`;

export function parseCallName(name: string | undefined): CallId | undefined {
  const match = /^(.+)\.(\d+)$/.exec(name ?? '');
  const [, batch, attempt] = match ?? [];
  return batch === undefined || attempt === undefined ? undefined : { batch, attempt: Number(attempt) };
}

/** Which attempt of the run in this place of its rows an entry is about. */
export const attemptAt = (entry: { readonly attempts?: readonly number[] }, place: number): number =>
  entry.attempts?.[place] ?? firstAttempt;

/** The attempts of these rows as an entry has them: missing where all are the first. */
export const attemptsField = (attempts: readonly number[]): { readonly attempts?: readonly number[] } =>
  attempts.every((attempt) => attempt === firstAttempt) ? {} : { attempts };

/** Equal for the same event in any copy of the journal. */
export function entryId(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'call':
    case 'launched':
    case 'refused':
      return `${entry.kind} ${callName(entry)}`;
    case 'given-up':
    case 'dropped':
      return [
        entry.kind,
        entry.rows.join(','),
        ...(entry.attempts === undefined ? [] : [entry.attempts.join(',')]),
      ].join(' ');
    case 'extended':
      return `${entry.kind} ${entry.until} ${entry.rows.join(',')}`;
    case 'cancelled':
      return `${entry.kind} ${entry.keepRunning}`;
    case 'secrets-removed':
      return entry.kind;
    case 'ended':
    case 'stopped':
      return `${entry.kind} ${entry.run}${entry.attempt === undefined ? '' : `.${entry.attempt}`}`;
    case 'retried':
      return `${entry.kind} ${entry.run}.${entry.attempt}`;
  }
}
