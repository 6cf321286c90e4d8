import { agentScript } from '../agent/boot-script';
import { acceleratedBy } from '../sweep/accelerators';
import type { Run } from '../sweep/run';

/** The agent for a sweep with these runs, which all get the same: with what one of them needs. */
export function agentFor(runs: readonly Run[]): string {
  const idle = runs.some(({ settings }) => settings.idleTimeoutSeconds !== undefined);
  return agentScript({
    idle,
    gpu:
      idle ||
      runs.some(({ settings }) => settings.instanceTypes.some((type) => acceleratedBy(type) !== undefined)),
    background: runs.some(({ settings }) => settings.waitsForBackground === true),
  });
}
