import { t } from '@vscode/l10n';
import type { Remains } from '../../agent/record';
import { isFinal, type JobState } from '../job-states';
import { consistencyGrace } from '../launch/fleet';
import type { JobStatus } from './claims';
import { isOverdue } from './expiry';
import { remainsText } from './remains';
import type { RunEvidence } from './run-evidence';

/** The observations of one run, and its state. Times are milliseconds since the epoch. */
export interface JobEvidence extends RunEvidence {
  /** A user ended this run, separately or with its sweep. */
  readonly hand?: Hand | undefined;
  readonly launchedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  /** The agent has a bucket to report how the job ended. */
  readonly hasBucket: boolean;
  readonly now: number;
}

/** An end that a user caused. */
export interface Hand {
  /**
   * By the clock of that user's machine, which is compared with other clocks only if there is no alternative;
   * milliseconds since the epoch.
   */
  readonly at: number;
  /** Whether the job had already ended; undefined if that wasn't checked. */
  readonly late?: boolean | undefined;
}

export interface Job {
  readonly state: JobState;
  readonly reason?: string;
  readonly exitCode?: number | undefined;
  /** When the job ended, if it has. */
  readonly endedAt?: number;
  /** What it left, if anything. */
  readonly remains?: Remains;
}

/** The state of a run's job: from the record first, then EC2, then the journal. */
export function jobOf(evidence: JobEvidence): Job {
  const { cancelled, hand, launch, launchedAt, status } = evidence;
  if (status !== undefined) return reportedJob(evidence, status);
  if (launchedAt === undefined) {
    if (launch.state === 'given-up') return { state: 'launch-failed', reason: launch.message };
    if (cancelled !== undefined) return { state: 'cancelled', endedAt: cancelled.at };
    return { state: launch.state === 'launching' ? 'launching' : 'queued' };
  }
  const job = launchedJob(evidence, launchedAt);
  if (hand === undefined || hand.late === true || endedBefore(job, hand.at, evidence)) return job;
  return { state: 'cancelled', endedAt: hand.at };
}

/** The agent's report. A script that mistakes the end of its instance for its own end can report success. */
function reportedJob(evidence: JobEvidence, status: JobStatus): Job {
  const { hand } = evidence;
  const cut = wasCutShort(evidence, status);
  if (cut && hand !== undefined) return { state: 'cancelled', endedAt: status.at };
  if (cut) return { state: 'lost', endedAt: status.at, reason: lossOf(userInitiated, undefined, true) };
  if (wasInterrupted(evidence, status))
    return { state: 'interrupted', endedAt: status.at, reason: interruptedReason() };
  const left =
    status.remains === undefined
      ? undefined
      : remainsText(status.remains, status.state === 'failed' && status.exitCode === 0);
  return {
    state: status.state,
    endedAt: status.at,
    ...(left === undefined ? {} : { reason: left, remains: status.remains }),
    exitCode: status.exitCode,
  };
}

/**
 * Whether the instance was ended before its job ended. Compares the time of the report from S3 with the time of the end
 * from EC2: both are by AWS's clock, and the clock of a user's machine can be minutes off.
 */
function wasCutShort({ ended, hand, instance }: JobEvidence, status: JobStatus): boolean {
  if (hand?.late === true || (hand === undefined && status.endedItself === true)) return false;
  const reason = instance?.stateReason ?? ended?.reason;
  const endedAt = instance?.endedAt ?? ended?.endedAt;
  if (endedAt !== undefined && reason !== undefined) {
    // It ended by itself, with its job or for a reason of EC2's: no user ended it first.
    if (!isByUser(reason)) return false;
    // Both are whole seconds: if they are equal, the script has mistaken the end of the instance for its own.
    return hand === undefined ? status.at > endedAt : status.at >= endedAt;
  }
  if (hand === undefined) return false;
  return hand.late === false || (status.at >= hand.at && status.state !== 'succeeded');
}

/** Exit code of a script that SIGTERM ended. */
const endedBySignal = 143;

/** EC2's notice doesn't always arrive in time: then the script was ended by the shutdown, which its agent reports as a failure. */
function wasInterrupted({ ended, instance }: JobEvidence, status: JobStatus): boolean {
  return mayBeInterrupted(status) && isInterruption(instance?.stateReason ?? ended?.reason ?? '');
}

/** Whether a shutdown may have ended the script of a job that is reported as failed. */
export const mayBeInterrupted = ({ exitCode, state }: Pick<JobStatus, 'exitCode' | 'state'>): boolean =>
  state === 'failed' && (exitCode === undefined || exitCode === endedBySignal);

const isInterruption = (reason: string): boolean => /^Server\.Spot/.test(reason);
const interruptedReason = (): string => t('EC2 interrupted the spot instance.');

const userInitiated = 'Client.UserInitiatedShutdown';
const isByUser = (reason: string): boolean => /^Client\.User/.test(reason);

/** The job had ended by itself when the user terminated the rest. */
function endedBefore({ endedAt, state }: Job, at: number, { ended, instance }: JobEvidence): boolean {
  if (!isFinal(state) || endedAt === undefined || (instance === undefined && ended === undefined))
    return false;
  const reason = instance?.stateReason ?? ended?.reason;
  return reason === undefined ? endedAt < at : !isByUser(reason);
}

function launchedJob(evidence: JobEvidence, launchedAt: number): Job {
  const { ended, expiresAt, instance, now, stopped } = evidence;
  if (instance !== undefined) {
    switch (instance.state) {
      case 'pending':
        return { state: 'pending' };
      case 'running':
        return isOverdue(expiresAt, now)
          ? { state: 'overdue', reason: overdueReason() }
          : { state: 'running' };
      case 'stopping':
      case 'shutting-down':
        return { state: 'running' };
      case 'stopped': {
        const endedAt = instance.endedAt ?? stopped?.at ?? ended?.endedAt ?? now;
        if (instance.stateReason !== undefined && isByUser(instance.stateReason)) {
          return { state: 'lost', endedAt, reason: stoppedByUser() };
        }
        return endOf(instance.stateReason, endedAt, evidence);
      }
      case 'terminated':
        // Whatever terminated it later, its job ended when it stopped.
        if (stopped?.reason !== undefined) return endOf(stopped.reason, stopped.at, evidence);
        return endOf(instance.stateReason, instance.endedAt ?? ended?.endedAt ?? now, evidence);
      default:
        return { state: instance.state };
    }
  }
  if (ended !== undefined) return endOf(ended.reason, ended.endedAt, evidence);
  if (now - launchedAt < consistencyGrace) return { state: 'pending' };
  return endOf(undefined, expiresAt === undefined ? now : Math.min(now, expiresAt), evidence);
}

/** Why an instance ended whose job left no report, from EC2's reason (docs.aws.amazon.com: StateReason). */
function endOf(
  reason: string | undefined,
  endedAt: number,
  { expiresAt, hasBucket }: Pick<JobEvidence, 'expiresAt' | 'hasBucket'>,
): Job {
  const code = reason?.split(':', 1)[0]?.trim() ?? '';
  if (isInterruption(code)) {
    return { state: 'interrupted', endedAt, reason: interruptedReason() };
  }
  // The system itself ends it at its TTL. A minute of tolerance: shutdown takes time, and clocks differ.
  const bySystem = code === '' || code === 'Client.InstanceInitiatedShutdown';
  if (bySystem && expiresAt !== undefined && endedAt >= expiresAt - 60_000) {
    return { state: 'expired', endedAt, reason: t('Its TTL expired before the job ended.') };
  }
  return { state: 'lost', endedAt, reason: lossOf(code, reason, hasBucket) };
}

const overdueReason = (): string =>
  t(
    "Its TTL has expired, but its instance is still running: its user data never ran, or its system hangs. It doesn't end on its own, and incurs charges until you terminate it.",
  );

const stoppedByUser = (): string =>
  t(
    "A user stopped the instance before its job ended. Its disk is kept, and incurs charges, until the instance is terminated. Starting the instance again doesn't continue the job.",
  );

function lossOf(code: string, reason: string | undefined, hasBucket: boolean): string {
  if (code === userInitiated || code === 'Client.UserInitiatedHibernate') {
    return t("A user terminated the instance before its job ended. Anything it hadn't uploaded is lost.");
  }
  if (code === 'Client.InstanceInitiatedShutdown') {
    if (!hasBucket) {
      return t(
        "Its instance ended on its own, and without a bucket the outcome of its job is unknown. Anything that wasn't collected before is lost.",
      );
    }
    return t(
      "The operating system shut down before the job ended, for an unknown reason. Check the log of the run. Anything it hadn't uploaded is lost.",
    );
  }
  switch (code) {
    case 'Server.InternalError':
    case 'Server.ScheduledStop':
      return t(
        "The EC2 host failed or was retired before the job ended ({0}). Anything it hadn't uploaded is lost. Launch the run again.",
        reason ?? code,
      );
    case 'Client.InternalError':
      return t(
        "EC2 couldn't start the instance ({0}), usually because its disk is encrypted with a KMS key that this user or the account isn't allowed to use. The job didn't run.",
        reason ?? code,
      );
    case 'Client.VolumeLimitExceeded':
      return t(
        "EC2 couldn't create a disk for the instance: the quota for EBS storage is reached ({0}). The job didn't run. Request an increase under Service Quotas in the AWS console, or delete volumes.",
        reason ?? code,
      );
  }
  if (reason !== undefined && reason !== '') {
    return t(
      "EC2 ended the instance before its job ended ({0}). Anything it hadn't uploaded is lost.",
      reason,
    );
  }
  return t(
    "The instance no longer exists, and the outcome of its job is unknown. Anything it hadn't uploaded is lost.",
  );
}
