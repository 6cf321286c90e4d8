import { consistencyGrace } from '../launch/fleet';
import type { Instance } from '../ports';
import type { SweepView } from '../view';

/** How many instances live, those counted that were launched a moment ago and that EC2 does not show yet. */
export function countAlive(shown: readonly Instance[], sweeps: readonly SweepView[], now: number): number {
  const young = sweeps
    .flatMap(({ runs }) => runs)
    .filter(
      ({ billing, instance, launchedAt }) =>
        billing && instance === undefined && launchedAt !== undefined && now - launchedAt < consistencyGrace,
    );
  return shown.filter(({ state }) => state !== 'terminated').length + young.length;
}
