import type { OnComplete } from '../../sweep/run';
import { isFinal } from '../job-states';
import type { Job } from './job';
import type { RunEvidence } from './run-evidence';

/** When it was launched: after a stop and a start, EC2 returns a new time, but the TTL counts from the first one. */
export function launchOf({ instance, launch, status }: RunEvidence): number | undefined {
  const told = launch.state === 'launched' ? launch.launchedAt : undefined;
  // Without an ID, the instance hasn't been observed, and the time isn't EC2's.
  const first = launch.state === 'launched' && launch.instanceId !== '' ? launch.launchedAt : undefined;
  if (instance !== undefined) return Math.min(instance.launchedAt, first ?? instance.launchedAt);
  return told ?? (status === undefined || !('call' in launch) ? undefined : launch.call.at);
}

/**
 * When it started, from which its TTL counts: its launch, except in the local cloud, where it may have waited for
 * capacity. Undefined: it is still waiting.
 */
export function startOf(evidence: RunEvidence): number | undefined {
  const { ended, instance } = evidence;
  if (instance?.waits === true) return undefined;
  return instance?.startedAt ?? ended?.startedAt ?? launchOf(evidence);
}

/** The billed periods of an instance. Times are milliseconds since the epoch. */
export type Life =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  /** Its volumes cost money. */
  | { readonly kind: 'stopped'; readonly endedAt: number }
  | { readonly kind: 'gone'; readonly endedAt: number; readonly goneAt: number };

interface LifeFacts {
  readonly job: Job;
  readonly onComplete: OnComplete;
  readonly launchedAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly now: number;
}

/**
 * EC2 bills an instance until it shuts down or stops, and its volumes until they are deleted. An instance that EC2
 * doesn't return yet is billed; one that EC2 no longer returns isn't.
 */
export function lifeOf({ ended, instance, stopped }: RunEvidence, facts: LifeFacts): Life {
  const { expiresAt, job, launchedAt, now, onComplete } = facts;
  if (launchedAt === undefined) return { kind: 'none' };
  // Without EC2's own time: a job that stops its instance ends a moment before it.
  const stop = stopped?.at ?? (onComplete === 'stop' ? job.endedAt : undefined);
  // EC2 reports whole seconds, and bills a started second.
  const told = wholeSecond(instance?.endedAt);
  const before = wholeSecond(ended?.endedAt);
  switch (instance?.state) {
    case undefined:
      break;
    case 'stopping':
    case 'stopped':
      return { kind: 'stopped', endedAt: stopped?.at ?? told ?? stop ?? now };
    case 'shutting-down':
    case 'terminated': {
      const goneAt = told ?? before ?? now;
      return { kind: 'gone', goneAt, endedAt: Math.min(stop ?? goneAt, goneAt) };
    }
    default:
      return { kind: 'running' };
  }
  if (!isFinal(job.state)) return { kind: 'running' };
  const goneAt = before ?? lastKnownEnd(onComplete, job.endedAt, expiresAt, now) ?? now;
  return { kind: 'gone', goneAt, endedAt: Math.min(stop ?? goneAt, goneAt) };
}

const wholeSecond = (at: number | undefined): number | undefined =>
  at === undefined ? undefined : at + 1_000;

/** When an instance that EC2 no longer returns ended: with its job, unless it was kept or stopped until the end of its TTL. */
function lastKnownEnd(
  onComplete: OnComplete,
  jobEndedAt: number | undefined,
  expiresAt: number | undefined,
  now: number,
): number | undefined {
  if (onComplete !== 'terminate' && expiresAt !== undefined) return Math.min(expiresAt, now);
  return jobEndedAt ?? expiresAt;
}
