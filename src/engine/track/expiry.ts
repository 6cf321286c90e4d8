import { longestTtlSeconds } from '../../sweep/duration';

const longest = longestTtlSeconds * 1000;
/** A smaller difference isn't an extension: the tag was written by another clock. */
const slack = 60_000;

export interface ExpiryFacts {
  /** Milliseconds since the epoch. */
  readonly launchedAt: number;
  readonly ttlSeconds?: number | undefined;
  /** Value of the tag, unvalidated. */
  readonly tag?: string | undefined;
  /** The new end after an extension, from the record; milliseconds since the epoch. */
  readonly moved?: number | undefined;
}

/**
 * When an instance ends itself, in milliseconds since the epoch: at its TTL, or at the extended end, as its agent reads
 * it. Undefined: never.
 */
export function expiryOf({ launchedAt, moved, tag, ttlSeconds }: ExpiryFacts): number | undefined {
  if (ttlSeconds === undefined) return undefined;
  const launched = launchedAt + ttlSeconds * 1000;
  const wished = [parseExpiry(tag), moved].filter(
    (end) => end !== undefined && end >= launched + slack && end <= latestExpiry(launchedAt),
  );
  return Math.max(launched, ...wished.flatMap((end) => end ?? []));
}

/** The tag as a time, in milliseconds since the epoch; undefined if its format isn't `2026-01-27T10:15:00Z`. */
export function parseExpiry(tag: string | undefined): number | undefined {
  if (tag === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(tag)) return undefined;
  const time = Date.parse(tag);
  return Number.isNaN(time) ? undefined : time;
}

/** The maximum TTL, counted from the launch. Milliseconds since the epoch. */
export const latestExpiry = (launchedAt: number): number => launchedAt + longest;

/** Maximum time between the end of an instance and its termination, in milliseconds: the system's own shutdown, and EC2's. */
export const overdueGrace = 3 * 60_000;

/** Whether an instance should have ended by now: its user data never ran, its system hangs, or it is stopped and can't end itself. */
export const isOverdue = (expiresAt: number | undefined, now: number): boolean =>
  expiresAt !== undefined && now >= expiresAt + overdueGrace;
