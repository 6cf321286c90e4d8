import { t } from '@vscode/l10n';
import type { Engine } from '../engine';
import { Failure } from '../failure';
import type { ActiveLaunches } from '../launch/active-launches';
import type { OpenSession } from '../session';
import { trackOne, viewOf, viewWith } from '../track/tracker';
import { lookBefore, recordCancel, terminateAll } from './cancel';
import { dropInstances } from './drop';

/** Canceling sweeps and runs. */
export const cancelMethods = (
  open: OpenSession,
  activeLaunches: ActiveLaunches,
): Pick<Engine, 'cancel' | 'terminate'> => ({
  async cancel(sweepId, { keepRunning }, signal) {
    const session = await open(signal);
    const sweep = await session.sweeps.open(sweepId, signal);
    const options = { ...session, keepRunning };
    const before = await lookBefore(sweep, options);
    const unrecorded = await recordCancel(sweep, before?.finished, options);
    await activeLaunches.stop(sweepId);
    if (keepRunning && unrecorded !== undefined) throw unrecorded;
    if (keepRunning) return { terminated: 0, view: await trackOne(sweep, session) };
    const seen = unrecorded === undefined ? before?.instances : undefined;
    const { instances, terminated } = await terminateAll(sweep, seen, options);
    if (unrecorded !== undefined) throw halfCancelled(terminated, unrecorded);
    // The earlier view decides how each job ended: a status that has arrived since then changes nothing.
    const view =
      before === undefined
        ? await viewOf(sweep, instances, session)
        : await viewWith(sweep, { ...before, instances }, session);
    return { terminated, view };
  },

  async terminate(instances, signal) {
    await dropInstances(instances, await open(signal));
  },
});

const halfCancelled = (terminated: number, cause: Failure): Failure =>
  new Failure(
    cause.kind,
    'CancelUnrecorded',
    t(
      "{0} instances were terminated, but the cancellation couldn't be written to the bucket: another window that is launching this sweep would continue. Cancel again. {1}",
      terminated,
      cause.message,
    ),
    { cause },
  );
