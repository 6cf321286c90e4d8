import { t } from '@vscode/l10n';
import type { RunSettings } from '../../sweep/run';
import { type Job, mayBeInterrupted } from './job';
import type { Life } from './life';
import type { RunEvidence } from './run-evidence';

/** The shortest attempt that is launched, which is also the shortest time that EC2 charges for; milliseconds. */
const shortestAttempt = 60_000;
/** How long an instance may continue after the report of its end, if EC2 doesn't say: the two minutes of a spot notice, and its shutdown. */
const afterReport = 180_000;

/** What follows after an attempt. */
export type NextAttempt =
  /** Nothing: the attempts before have used up the TTL. */
  | { readonly kind: 'expired' }
  | {
      readonly kind: 'waits';
      /** What is left of the TTL, seconds; missing: the run has none. */
      readonly ttlSeconds?: number;
      /** EC2 has ended the instance of the attempt before, so that another one may be launched. */
      readonly isOver: boolean;
    };

interface AttemptFacts {
  readonly job: Job;
  readonly life: Life;
  readonly startedAt: number | undefined;
  readonly expiresAt: number | undefined;
}

/** What follows after the last attempt of a run according to its sweep file; undefined: nothing. */
export function nextAttemptOf(
  settings: RunSettings,
  evidence: RunEvidence,
  facts: AttemptFacts,
): NextAttempt | undefined {
  const { cancelled, dropped, retries = [] } = evidence;
  if (cancelled !== undefined || dropped !== undefined || settings.onComplete !== 'terminate')
    return undefined;
  const { state } = facts.job;
  if (!isRetried(state) || isEndedByUser(evidence)) return undefined;
  const before = retries.filter(({ by, previous }) => by === undefined && previous.state === state);
  if (before.length >= (settings.retry?.[state] ?? 0)) return undefined;
  return remaining(settings, evidence, facts);
}

/**
 * Whether EC2 has yet to show the reason of an end on which another attempt depends: a script that a shutdown ended is reported
 * as failed, and it was interrupted if EC2 started that shutdown.
 */
export function isUndecided(
  { onComplete, retry, spot }: RunSettings,
  { instance }: RunEvidence,
  job: Job,
): boolean {
  if (retry === undefined || !spot || onComplete !== 'terminate' || !mayBeInterrupted(job)) return false;
  return instance !== undefined && instance.state !== 'terminated' && instance.stateReason === undefined;
}

/** What is left for another attempt, whatever the sweep file says about retries. */
export function remaining(
  { ttlSeconds }: RunSettings,
  { ended, instance, launch, status }: RunEvidence,
  { life, startedAt, expiresAt }: AttemptFacts,
): NextAttempt {
  const isOver = life.kind === 'none' ? launch.state === 'given-up' : isGone({ ended, instance });
  if (ttlSeconds === undefined) return { kind: 'waits', isOver };
  if (startedAt === undefined || expiresAt === undefined) return { kind: 'waits', ttlSeconds, isOver };
  const byEc2 = instance?.endedAt;
  const reported = status === undefined ? undefined : Math.min(status.at + afterReport, expiresAt);
  const goneAt = byEc2 ?? reported ?? ended?.endedAt ?? expiresAt;
  const left = expiresAt - Math.max(goneAt, startedAt + shortestAttempt);
  if (left < shortestAttempt) return { kind: 'expired' };
  return { kind: 'waits', ttlSeconds: Math.floor(left / 1000), isOver };
}

/** EC2 shows, or has shown, that it is terminated. That it isn't shown proves nothing: its tags may have been removed. */
const isGone = ({ ended, instance }: Pick<RunEvidence, 'ended' | 'instance'>): boolean =>
  instance === undefined ? ended !== undefined : instance.state === 'terminated';

const retried = ['interrupted', 'lost', 'failed'] as const;
type RetriedState = (typeof retried)[number];

const isRetried = (state: string): state is RetriedState => retried.some((one) => one === state);

/** Who terminates an instance in the console doesn't want another one. */
const isEndedByUser = ({ ended, instance }: RunEvidence): boolean =>
  /^Client\.User/.test(instance?.stateReason ?? ended?.reason ?? '');

/** Why a run waits for the attempt of this number. */
export const waitingReason = ({ exitCode, reason, state }: Job, attempt: number): string =>
  t(
    '{0} Attempt {1} follows.',
    reason ??
      (state === 'interrupted'
        ? t('EC2 interrupted the spot instance.')
        : t('The script ended with exit code {0}.', exitCode ?? '?')),
    attempt,
  );

export const usedUpReason = (attempts: number): string =>
  attempts === 1
    ? t('Its TTL leaves no time for another attempt.')
    : t('Its {0} attempts used up its TTL, so no other one follows.', attempts);
