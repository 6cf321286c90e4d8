import { agentScript } from '../agent/boot-script';
import { acceleratedBy } from '../sweep/accelerators';
import type { Run, RunSettings } from '../sweep/run';
import { hasSecrets } from './secrets';

/** GiB of Amazon Linux's root volume, which has no space for results of more than 5 GB and a copy of their parts. */
const smallDisk = 8;

/** The agent for a sweep with these runs. All runs get the same agent, with the features that any of them needs. */
export function agentFor(runs: readonly Run[]): string {
  const some = (test: (settings: RunSettings) => boolean): boolean =>
    runs.some(({ settings }) => test(settings));
  const idle = some(({ idleTimeoutSeconds }) => idleTimeoutSeconds !== undefined);
  const accelerated = some(({ instanceTypes }) =>
    instanceTypes.some((type) => acceleratedBy(type) !== undefined),
  );
  return agentScript({
    idle,
    gpu: idle || accelerated,
    background: some(({ waitsForBackground }) => waitsForBackground === true),
    checkpoint: some(({ checkpoint }) => checkpoint !== undefined),
    stopEarly: some(({ stopEarly }) => stopEarly !== undefined),
    files: some(({ files }) => files.length > 0),
    secrets: some(hasSecrets),
    largeDisk: accelerated || some(({ ami, volumeSize = 0 }) => ami !== undefined || volumeSize > smallDisk),
  });
}
