import { t } from '@vscode/l10n';
import type { Random } from '../clock';
import type { Engine, LaunchPreview, LaunchProgress } from '../engine';
import { Failure } from '../failure';
import { upload } from '../files/archives';
import type { Cloud } from '../ports';
import { isTaken, type KnownSweep } from '../record/sweep-repository';
import { keepSecrets, removeSecrets } from '../secrets/keep';
import type { Environment } from '../secrets/needs';
import { type OpenSession, type Session, wantedBucket } from '../session';
import type { ActiveLaunches } from './active-launches';
import { catchUp, holdBudget } from './launch';
import type { LaunchContext } from './launcher';
import { outcomeOf } from './outcome';
import { type Prepared, prepare } from './preview';
import type { Tagger } from './tagger';

export interface LaunchParts {
  readonly cloud: Cloud;
  readonly random: Random;
  readonly tagger: Tagger;
  readonly activeLaunches: ActiveLaunches;
  /** Of this process, which secrets can be read from. */
  readonly environment: Environment;
  /** Launches what of a sweep is left, and returns when that is done. */
  launchRest(sweep: KnownSweep, context: LaunchContext): Promise<void>;
  /** Results bucket, as `SessionParts` has it. */
  readonly bucket?: string | undefined;
}

/** Launching sweeps. */
export function launchMethods(
  open: OpenSession,
  { bucket: setting, cloud, environment, activeLaunches, launchRest, random, tagger }: LaunchParts,
): Pick<Engine, 'launch' | 'preview' | 'resume'> {
  const known = new WeakMap<LaunchPreview, Prepared>();

  const launching = (
    session: Session,
    onProgress: (progress: LaunchProgress) => void,
    freshProfiles: ReadonlySet<string>,
  ): LaunchContext => ({ ...session, random, tagger, onProgress, freshProfiles });

  /** Records the sweep with the previewed ID, or with the next one if another launch has taken that in the meantime. */
  const create = async (
    first: Prepared,
    instanceProfiles: ReadonlyMap<string, string>,
    session: Session,
  ): Promise<KnownSweep> => {
    const { request } = first.preview;
    const taken = new Set<string>();
    for (let prepared = first; ; ) {
      const { archives, needs, record } = prepared;
      const { sweepId } = record.plan;
      try {
        const { bucket } = needs;
        if (bucket !== undefined) await upload(archives, sweepId, cloud.store(bucket, request.region));
        await keepSecrets(record, environment, cloud, session.signal);
        // The preview may be old.
        const createdAt = session.clock.now();
        return await session.sweeps.create({ ...record, createdAt, instanceProfiles });
      } catch (error) {
        // Deletes resources that no launch used; if that fails, `error` is more important.
        await removeSecrets(record, cloud, undefined).catch(whenFailed);
        if (!isTaken(error)) throw error;
        taken.add(sweepId);
        const bucket = wantedBucket(session.identity, request.region, request.bucket ?? setting);
        prepared = await prepare(request, { ...session, bucket, environment, taken });
      }
    }
  };

  return {
    async preview(request, signal) {
      const session = await open(signal);
      const bucket = wantedBucket(session.identity, request.region, request.bucket ?? setting);
      const prepared = await prepare(request, { ...session, bucket, environment });
      known.set(prepared.preview, prepared);
      return prepared.preview;
    },

    async launch(preview, onProgress, signal) {
      const before = cloud.calls();
      const prepared = known.get(preview);
      if (prepared === undefined) throw foreignPreview();
      const { estimate, plan, refused, request, tooLow } = preview;
      holdBudget(request.sweep.budget, estimate);
      if (refused !== undefined) throw allRefused(refused);
      if (tooLow !== undefined && request.waitForPrice !== true) throw priceTooLow(tooLow);
      // If two callers launch one preview, the second one would get another ID and other instances.
      known.delete(preview);
      const begin = async () => {
        const session = await open(signal);
        onProgress({ launched: 0, failed: 0, size: plan.size, message: t('Preparing the account') });
        const { fresh, instanceProfiles } = await cloud.account.setUp(prepared.needs, signal);
        signal?.throwIfAborted();
        return { fresh, session, sweep: await create(prepared, instanceProfiles, session) };
      };
      const { fresh, session, sweep } = await begin().catch((error: unknown) => {
        known.set(preview, prepared);
        throw error;
      });
      const release = tagger.hold();
      try {
        const options = launching(session, onProgress, fresh);
        await activeLaunches.lead(sweep, options, true, (held) => launchRest(sweep, held));
        return await outcomeOf(sweep, session, before);
      } finally {
        release();
      }
    },

    async resume(sweepId, onProgress, signal) {
      const before = cloud.calls();
      const session = await open(signal);
      const sweep = await session.sweeps.open(sweepId, signal);
      const options = launching(session, onProgress, new Set());
      await activeLaunches.lead(sweep, options, false, async (held) => {
        await session.sweeps.ensureRecorded(sweep);
        await catchUp(sweep, held);
        const { cancelled, runs } = sweep.log.state();
        const waiting = runs.some(({ state }) => state === 'queued' || state === 'launching');
        if (waiting && cancelled === undefined)
          await keepSecrets(sweep.record, environment, cloud, held.signal);
        await launchRest(sweep, held);
      });
      return outcomeOf(sweep, session, before);
    },
  };
}

const whenFailed = (error: unknown): void => {
  if (!(error instanceof Failure)) throw error;
};

const priceTooLow = (why: string): Failure =>
  new Failure(
    'capacity',
    'SpotMaxPriceTooLow',
    t(
      '{0} Nothing was launched. Increase spot_max_price, or launch and wait: spawn launch --wait-for-price.',
      why,
    ),
  );

const allRefused = (why: string): Failure =>
  new Failure(
    'rejected',
    'AllRefused',
    t(
      'EC2 would reject this launch, so nothing was created in the account and nothing was launched. {0}',
      why,
    ),
  );

const foreignPreview = (): Failure =>
  new Failure(
    'bad-input',
    'StalePreview',
    t('This preview is from another session, or was already launched. Preview the sweep again.'),
  );
