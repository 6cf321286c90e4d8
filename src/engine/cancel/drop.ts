import { Failure } from '../failure';
import type { Identity, Instance } from '../ports';
import type { SweepRepository } from '../record/sweep-repository';
import { groupByRegion, groupBySweep } from '../track/instances';
import { sightings } from '../track/sighting';
import type { TrackOptions } from '../track/tracker';
import { lookBefore } from './cancel';

export interface DropOptions extends TrackOptions {
  readonly sweeps: SweepRepository;
  readonly identity: Identity;
}

/** Terminates single instances, and records for those of a known sweep that the user ended them. */
export async function dropInstances(instances: readonly Instance[], options: DropOptions): Promise<void> {
  const { cloud, signal } = options;
  const groups = [...groupBySweep(instances)];
  await Promise.all(groups.map(([id, members]) => recordDrop(id, members, options)));
  await Promise.all(
    [...groupByRegion(instances)].map(([region, members]) =>
      cloud.compute(region).terminate(
        members.map(({ id }) => id),
        signal,
      ),
    ),
  );
}

async function recordDrop(
  sweepId: string,
  instances: readonly Instance[],
  options: DropOptions,
): Promise<void> {
  const { sweeps, clock, identity, signal } = options;
  if (sweepId === '') return;
  try {
    const sweep = await sweeps.open(sweepId, signal);
    const { log } = sweep;
    const finished = (await lookBefore(sweep, options))?.finished;
    const found = sightings(log.state(), instances);
    if (found.size === 0) return;
    const rows = [...found.keys()];
    await log.note({
      kind: 'dropped',
      at: clock.now(),
      rows,
      by: identity.arn,
      ...(finished === undefined ? {} : { finished: finished.filter((run) => rows.includes(run)) }),
    });
    await log.flush();
  } catch (error) {
    // An orphaned instance, or a bucket that can't be written to: the instance is terminated anyway.
    if (!(error instanceof Failure) || error.kind === 'credentials') throw error;
  }
}
