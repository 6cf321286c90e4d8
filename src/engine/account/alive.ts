import { consistencyGrace } from '../launch/fleet';
import type { Instance } from '../ports';
import type { SweepView } from '../view';

/** Number of running instances, including those just launched that EC2 doesn't return yet. */
export function countAlive(shown: readonly Instance[], sweeps: readonly SweepView[], now: number): number {
  const young = sweeps
    .flatMap(({ runs }) => runs)
    .filter(
      ({ billing, instance, launchedAt }) =>
        billing && instance === undefined && launchedAt !== undefined && now - launchedAt < consistencyGrace,
    );
  return shown.filter(({ state }) => state !== 'terminated').length + young.length;
}
