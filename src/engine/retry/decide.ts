import { t } from '@vscode/l10n';
import { firstAttempt } from '../../plan/plan';
import type { EndedAttempt, EndedInstance, RetriedEntry } from '../journal/entry';
import type { KnownSweep } from '../record/sweep-repository';
import type { RunFacts } from '../track/sweep-view';
import { newestCheckpoint } from './checkpoints';

/** What a decision on a further attempt needs to know. */
interface DecisionContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The user who requests it; undefined: the sweep file does. */
  readonly by?: string;
  readonly signal: AbortSignal | undefined;
}

/** The decision on another attempt of a run whose last one is over. */
export async function decideOn(
  { record, store }: KnownSweep,
  facts: RunFacts,
  { by, now, signal }: DecisionContext,
): Promise<RetriedEntry> {
  const { evidence, run, standing } = facts;
  const { rest } = standing;
  const last = evidence.retries?.at(-1);
  const onDemand =
    run.settings.spotFallback === true && (last?.onDemand === true || standing.job.state === 'interrupted');
  const resume =
    run.settings.checkpoint === undefined || record.bucket === undefined
      ? undefined
      : await newestCheckpoint(store, record.plan.sweepId, facts, signal);
  return {
    kind: 'retried',
    at: now,
    run: run.index,
    attempt: (last?.attempt ?? firstAttempt) + 1,
    ...(rest.kind === 'waits' && rest.ttlSeconds !== undefined ? { ttlSeconds: rest.ttlSeconds } : {}),
    ...(onDemand ? { onDemand } : {}),
    ...(resume === undefined ? {} : { resume }),
    ...(by === undefined ? {} : { by }),
    previous: endOf(facts, now),
  };
}

function endOf(facts: RunFacts, now: number): EndedAttempt {
  const { endedAt, exitCode, reason, state } = facts.standing.job;
  return { state, reason, exitCode, endedAt, instance: instanceOf(facts, now) };
}

function instanceOf({ evidence, standing }: RunFacts, now: number): EndedInstance | undefined {
  const { account, view } = standing;
  if (account === undefined) return undefined;
  const call = 'call' in evidence.launch ? evidence.launch.call : undefined;
  return {
    id: view.instanceId ?? '',
    instanceType: account.instanceType,
    availabilityZone: evidence.instance?.availabilityZone ?? call?.availabilityZone,
    spot: account.spot,
    publicAddress: account.publicAddress,
    launchedAt: view.launchedAt ?? account.launchedAt,
    startedAt: account.launchedAt,
    goneAt: account.goneAt ?? now,
    expiresAt: account.expiresAt,
  };
}

/** Why a run can't be retried now, a sentence; undefined if it can. */
export function refusalOf({ standing }: RunFacts): string | undefined {
  const { job, rest, view } = standing;
  if (job.state === 'succeeded') return t('It succeeded.');
  if (view.endedAt === undefined && job.state !== 'launch-failed') return t('It has not ended.');
  if (rest.kind === 'expired') return t('Its TTL leaves less than a minute for another attempt.');
  if (!rest.isOver) return t('Its instance is not terminated yet.');
  return undefined;
}
