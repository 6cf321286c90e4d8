import { type AgentNeeds, agentScript, bootScript } from '../agent/boot-script';
import { acceleratedBy } from '../sweep/accelerators';
import type { Run, RunSettings } from '../sweep/run';
import { pack } from './pack';
import { hasSecrets } from './secrets';

/** GiB of Amazon Linux's root volume, which has no space for results of more than 5 GB and a copy of their parts. */
const smallDisk = 8;

/** Bytes of a compressed agent that leave space in user data (16,384 bytes) for a reference to the launch table. */
const mostBytes = 15_800;

/** The agent for a sweep with these runs. All runs get the same agent, with the features that any of them needs. */
export function agentFor(runs: readonly Run[]): string {
  const some = (test: (settings: RunSettings) => boolean): boolean =>
    runs.some(({ settings }) => test(settings));
  const idle = some(({ idleTimeoutSeconds }) => idleTimeoutSeconds !== undefined);
  const accelerated = some(({ instanceTypes }) =>
    instanceTypes.some((type) => acceleratedBy(type) !== undefined),
  );
  const needs: AgentNeeds = {
    idle,
    gpu: idle || accelerated,
    background: some(({ waitsForBackground }) => waitsForBackground === true),
    checkpoint: some(({ checkpoint }) => checkpoint !== undefined),
    stopEarly: some(({ stopEarly }) => stopEarly !== undefined),
    files: some(({ files }) => files.length > 0),
    secrets: some(hasSecrets),
    largeDisk: accelerated || some(({ ami, volumeSize = 0 }) => ami !== undefined || volumeSize > smallDisk),
  };
  const agent = agentScript(needs);
  // Without it, files of more than 5 GB stay on the instance, which the log says. Without space, nothing would be launched.
  return needs.largeDisk && pack(bootScript('', undefined, agent)).length > mostBytes
    ? agentScript({ ...needs, largeDisk: false })
    : agent;
}
