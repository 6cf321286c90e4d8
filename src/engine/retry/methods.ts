import { t } from '@vscode/l10n';
import type { Random } from '../clock';
import type { Engine, LaunchProgress, RetriedRun, RetryPreview, RetryWish } from '../engine';
import { Failure } from '../failure';
import type { ActiveLaunches } from '../launch/active-launches';
import { catchUp, launchSweep } from '../launch/launch';
import type { LaunchContext } from '../launch/launcher';
import { outcomeOf } from '../launch/outcome';
import type { Tagger } from '../launch/tagger';
import type { KnownSweep } from '../record/sweep-repository';
import { keepSecrets } from '../secrets/keep';
import type { Environment } from '../secrets/needs';
import type { OpenSession, Session } from '../session';
import type { RunFacts } from '../track/sweep-view';
import { trackOne } from '../track/tracker';
import { decideOn, refusalOf } from './decide';
import { Driver } from './drive';

interface RetryParts {
  readonly random: Random;
  readonly tagger: Tagger;
  readonly activeLaunches: ActiveLaunches;
  /** Of this process: secrets may come from it. */
  readonly environment: Environment;
}

/** Further attempts of runs. */
export function retryMethods(
  open: OpenSession,
  { activeLaunches, environment, random, tagger }: RetryParts,
): Pick<Engine, 'drive' | 'previewRetry' | 'retry'> {
  const previews = new WeakMap<RetryPreview, ReadonlyMap<number, number>>();
  const launching = (session: Session, onProgress: (progress: LaunchProgress) => void): LaunchContext => ({
    ...session,
    random,
    tagger,
    onProgress,
    freshProfiles: new Set(),
  });

  return {
    async drive(sweepId, { onProgress = () => undefined, onView } = {}, signal) {
      const session = await open(signal);
      const before = session.cloud.calls();
      const sweep = await session.sweeps.open(sweepId, signal);
      await activeLaunches.lead(sweep, launching(session, onProgress), false, async (held) => {
        await session.sweeps.ensureRecorded(sweep);
        await catchUp(sweep, held);
        await new Driver(sweep, { ...held, ...(onView === undefined ? {} : { onView }) }).run('finished');
      });
      return outcomeOf(sweep, session, before);
    },

    async previewRetry(sweepId, wish, signal) {
      const session = await open(signal);
      const sweep = await session.sweeps.open(sweepId, signal);
      await trackOne(sweep, session);
      if (sweep.log.state().cancelled !== undefined) throw cancelled(sweepId);
      const wished = [...sweep.views.standings()].filter((facts) => isWished(facts, wish));
      const now = session.clock.now();
      const { prices } = session.cloud;
      const runs = wished.flatMap((facts) => {
        const { rest } = facts.standing;
        if (refusalOf(facts) !== undefined || rest.kind === 'expired') return [];
        return { run: nameOf(facts), rest, usd: sweep.views.furtherUsd(facts, rest, now, prices) };
      });
      const preview: RetryPreview = {
        sweepId,
        identity: session.identity,
        runs: runs.map(({ rest: { ttlSeconds }, run, usd }) => ({
          ...run,
          ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
          ...(usd === undefined ? {} : { usd }),
        })),
        refused: wished.flatMap((facts) => {
          const reason = refusalOf(facts);
          return reason === undefined ? [] : { ...nameOf(facts), reason };
        }),
      };
      previews.set(preview, new Map(preview.runs.map(({ attempt, index }) => [index, attempt])));
      return preview;
    },

    async retry(preview, onProgress, signal) {
      const wanted = previews.get(preview);
      if (wanted === undefined) throw stale(preview.sweepId);
      const session = await open(signal);
      const before = session.cloud.calls();
      const sweep = await session.sweeps.open(preview.sweepId, signal);
      await activeLaunches.lead(sweep, launching(session, onProgress), false, async (held) => {
        await catchUp(sweep, held);
        await trackOne(sweep, held);
        await decide(sweep, wanted, session, held.signal);
        sweep.views.secretsTried = false;
        await keepSecrets(sweep.record, environment, session.cloud, held.signal);
        await launchSweep(sweep, held);
      });
      return outcomeOf(sweep, session, before);
    },
  };
}

/** Writes down the attempts that were previewed: these, and no others. */
async function decide(
  sweep: KnownSweep,
  wanted: ReadonlyMap<number, number>,
  { clock, identity }: Session,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { log, views, record } = sweep;
  log.refuseForeign();
  if (log.state().cancelled !== undefined) throw cancelled(record.plan.sweepId);
  const due = [...views.standings()].filter(
    (facts) => wanted.get(facts.run.index) === nextNumber(facts) && refusalOf(facts) === undefined,
  );
  if (due.length < wanted.size) throw stale(record.plan.sweepId);
  const context = { now: clock.now(), by: identity.arn, signal };
  await log.append(await Promise.all(due.map((facts) => decideOn(sweep, facts, context))));
}

function isWished({ run, standing: { job } }: RunFacts, { runs, states }: RetryWish): boolean {
  if (runs !== undefined) return runs.includes(run.name);
  return states.includes(job.state);
}

const nextNumber = ({ evidence: { retries = [] } }: RunFacts): number => (retries.at(-1)?.attempt ?? 1) + 1;

const nameOf = (facts: RunFacts): RetriedRun => ({
  index: facts.run.index,
  name: facts.run.name,
  state: facts.standing.job.state,
  attempt: nextNumber(facts),
});

const cancelled = (sweepId: string): Failure =>
  new Failure(
    'rejected',
    'SweepCancelled',
    t(
      '{0} is canceled, so nothing more of it is launched. Rerun its runs in a new sweep file instead.',
      sweepId,
    ),
  );

const stale = (sweepId: string): Failure =>
  new Failure(
    'rejected',
    'StaleRetry',
    t(
      'The runs of {0} have changed since they were shown. Nothing was launched. Retry again to see the current ones.',
      sweepId,
    ),
  );
