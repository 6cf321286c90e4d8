import { Failure } from '../failure';
import type { Instance } from '../ports';
import { regionsOf } from '../record/sweep-record';
import type { KnownSweep } from '../record/sweep-repository';
import type { Session } from '../session';
import { groupBySweep, taggedInstances } from './instances';
import { viewOf } from './tracker';

/** The connection's region, and those of every sweep that this machine knows. */
export async function regionsInUse({ sweeps, disk, identity, signal }: Session): Promise<readonly string[]> {
  const known = await Promise.all(
    (await disk.sweeps()).map((id) => sweeps.open(id, signal).catch(whenUnreadable)),
  );
  const regions = known.flatMap((sweep) => (sweep === undefined ? [] : regionsOf(sweep.record.plan)));
  return [...new Set([identity.region, ...regions])];
}

/** Everything with Spawn's tags in the regions in use. */
export const managedInstances = async (session: Session): Promise<readonly Instance[]> =>
  taggedInstances(await regionsInUse(session), { 'spawn:managed': 'true' }, session);

const lives = ({ state }: Instance): boolean => state !== 'terminated' && state !== 'shutting-down';

/**
 * Running instances that no sweep needs: their sweep is unknown or was canceled, or all its jobs have ended and its
 * file did not request to keep them, or their TTL is over, or they are stopped without one and their volumes cost money
 * indefinitely.
 */
export async function orphansAmong(
  instances: readonly Instance[],
  session: Session,
): Promise<readonly Instance[]> {
  const { sweeps, signal } = session;
  const groups = [...groupBySweep(instances.filter(lives))];
  const orphans = await Promise.all(
    groups.map(async ([id, members]) => {
      const sweep = id === '' ? undefined : await sweeps.open(id, signal).catch(whenUnreadable);
      return sweep === undefined ? members : unwanted(members, sweep, instances, session);
    }),
  );
  return orphans.flat();
}

async function unwanted(
  members: readonly Instance[],
  sweep: KnownSweep,
  instances: readonly Instance[],
  session: Session,
): Promise<readonly Instance[]> {
  const { plan } = sweep.record;
  const own = instances.filter((instance) => instance.tags['sweep:id'] === plan.sweepId);
  const { finished, runs } = await viewOf(sweep, own, session);
  const { cancelled } = sweep.log.state();
  if (cancelled !== undefined && !cancelled.keepRunning) return members;
  const endless = new Set(
    runs
      .filter(
        ({ expiresAt, overdue, stopped }) =>
          overdue === true || (stopped === true && expiresAt === undefined),
      )
      .map(({ instance }) => instance?.id),
  );
  return members.filter((one) => endless.has(one.id) || (finished && !isKept(one)));
}

/** It was requested: its sweep has ended, and it runs until its TTL or stays stopped. */
const isKept = ({ state, tags }: Instance): boolean =>
  tags['spawn:on-complete'] === 'keep' || (tags['spawn:on-complete'] === 'stop' && state === 'stopped');

/** An unreadable journal doesn't hide instances, since they are found by their tags. */
const whenUnreadable = (error: unknown): undefined => {
  if (error instanceof Failure && error.kind !== 'credentials' && error.kind !== 'network') return undefined;
  throw error;
};
