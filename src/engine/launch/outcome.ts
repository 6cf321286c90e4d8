import type { LaunchOutcome } from '../engine';
import type { Cloud } from '../ports';
import type { KnownSweep } from '../record/sweep-repository';
import type { Session } from '../session';
import { trackOne } from '../track/tracker';

/** How the sweep is now, and the calls that were made since. */
export async function outcomeOf(
  sweep: KnownSweep,
  session: Session,
  before: ReturnType<Cloud['calls']>,
): Promise<LaunchOutcome> {
  const apiCalls = Object.fromEntries(
    Object.entries(session.cloud.calls())
      .map(([action, count]) => [action, count - (before[action] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
  return { view: await trackOne(sweep, session), apiCalls };
}
