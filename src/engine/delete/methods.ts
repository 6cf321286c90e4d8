import { t } from '@vscode/l10n';
import PQueue from 'p-queue';
import type { Clock } from '../clock';
import type { Engine } from '../engine';
import { Failure, whenNotFound } from '../failure';
import { Lease, type Self } from '../launch/lease';
import { deletionKey, leaseKey, recordKey } from '../record/keys';
import { regionsOf } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import type { OpenSession, Session } from '../session';
import { mayLive, sweepTags, taggedInstances } from '../track/instances';
import { trackOne } from '../track/tracker';
import { type DeletableSweep, type DeletionOutcome, reasonToKeep, storedOf } from './deletion';

/** S3 takes thousands a second; more at once would only wait in this process. */
const removedAtOnce = 32;

interface Parts {
  readonly clock: Clock;
  readonly self: Self;
}

/** The end of what is known of a sweep. */
export const deleteMethods = (
  open: OpenSession,
  parts: Parts,
): Pick<Engine, 'deleteSweeps' | 'previewDeletion'> => ({
  async previewDeletion(sweepIds, signal) {
    const session = await open(signal);
    const sweeps: DeletableSweep[] = [];
    const refused: { id: string; reason: string }[] = [];
    for (const id of sweepIds) {
      const sweep = await session.sweeps.open(id, signal);
      const reason = await reasonAgainst(sweep, session);
      if (reason !== undefined) refused.push({ id, reason });
      else sweeps.push(await described(sweep, signal));
    }
    return { sweeps, refused };
  },

  async deleteSweeps({ sweeps }, onProgress, signal) {
    const session = await open(signal);
    const deleted: DeletableSweep[] = [];
    const left: { id: string; reason: string }[] = [];
    for (const [done, previewed] of sweeps.entries()) {
      onProgress(done, sweeps.length);
      try {
        await deleteOne(previewed, session, parts);
        deleted.push(previewed);
      } catch (error) {
        if (!(error instanceof Failure) || error.kind === 'cancelled' || error.kind === 'credentials')
          throw error;
        left.push({ id: previewed.id, reason: error.message });
      }
    }
    return { deleted, left } satisfies DeletionOutcome;
  },
});

async function described(sweep: KnownSweep, signal: AbortSignal | undefined): Promise<DeletableSweep> {
  const { bucket, createdAt, plan } = sweep.record;
  const { bytes, keys } = await storedOf(sweep.store, plan.sweepId, signal);
  return {
    ...{ id: plan.sweepId, name: plan.sweepName, createdAt, runs: plan.size, bucket },
    ...{ objects: keys.length, bytes },
  };
}

/** If the bucket of a sweep is gone, only its instances show that. */
async function reasonAgainst(sweep: KnownSweep, session: Session): Promise<string | undefined> {
  const { plan } = sweep.record;
  if (session.launching(plan.sweepId))
    return t(
      '{0} is being launched, so it was kept. Cancel it first: {1}',
      plan.sweepId,
      `spawn cancel ${plan.sweepId}`,
    );
  const view = await trackOne(sweep, session).catch(whenNotFound(undefined));
  if (view !== undefined) return reasonToKeep(view);
  const instances = await taggedInstances(regionsOf(plan), sweepTags(plan.sweepId), session);
  const running = instances.filter(mayLive).length;
  return running === 0
    ? undefined
    : t('{0} has {1} running instances, so it was kept. Terminate them first.', plan.sweepId, running);
}

/**
 * Deletes a sweep if it is still as it was shown. Its record goes last: where this is interrupted, the sweep is still listed, and
 * can be deleted again. No one can launch a run of it in the meantime.
 */
async function deleteOne(
  { id, bucket }: DeletableSweep,
  session: Session,
  { clock, self }: Parts,
): Promise<void> {
  const { disk, signal } = session;
  const sweep = await session.sweeps.open(id, signal);
  const { store } = sweep;
  const lost = new AbortController();
  const stop = signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]);
  const lease = await takeLease(sweep, { clock, self }, lost);
  try {
    const reason = await reasonAgainst(sweep, session);
    if (reason !== undefined) throw new Failure('rejected', 'SweepInUse', reason);
    const { keys } = await storedOf(store, id, stop);
    const last = [leaseKey(id), recordKey(id)];
    const queue = new PQueue({ concurrency: removedAtOnce });
    const removals = keys
      .filter((key) => !last.includes(key))
      .map((key) => async () => {
        stop.throwIfAborted();
        await store.remove(key);
      });
    await queue.addAll(removals);
    await store.remove(recordKey(id)).catch(whenNotFound(undefined));
    // Other machines have a journal of it, and would list it for ever.
    if (bucket !== undefined)
      await store.write(deletionKey(id), JSON.stringify({ at: clock.now() })).catch(whenNotFound(undefined));
  } finally {
    await lease?.release();
  }
  await disk.remove(id);
  session.sweeps.forget(id);
}

/** None where the bucket is gone. */
const takeLease = (
  { record, store }: KnownSweep,
  parts: Parts,
  lost: AbortController,
): Promise<Lease | undefined> =>
  Lease.take(store, record.plan.sweepId, { ...parts, fresh: false }, (failure) => lost.abort(failure)).catch(
    whenNotFound(undefined),
  );
