import type { Engine } from '../engine';
import { sweepSummaries } from '../record/sweep-list';
import type { OpenSession } from '../session';
import { managedInstances, orphansAmong } from './orphans';
import { track, trackOne } from './tracker';

/** The states of sweeps and instances. */
export const trackMethods = (
  open: OpenSession,
): Pick<Engine, 'instances' | 'orphans' | 'sweeps' | 'view' | 'views'> => ({
  async sweeps(signal) {
    return sweepSummaries(await open(signal));
  },

  async view(sweepId, signal) {
    const session = await open(signal);
    return trackOne(await session.sweeps.open(sweepId, signal), session);
  },

  async views(sweepIds, signal) {
    if (sweepIds.length === 0) return [];
    const session = await open(signal);
    const sweeps = await Promise.all(sweepIds.map((id) => session.sweeps.open(id, signal)));
    return track(sweeps, session);
  },

  async instances(signal) {
    return managedInstances(await open(signal));
  },

  async orphans(signal) {
    const session = await open(signal);
    // Sweeps of other machines can be in regions that this one doesn't know.
    await sweepSummaries(session);
    return orphansAmong(await managedInstances(session), session);
  },
});
