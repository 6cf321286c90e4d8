import type { Sweep } from '../sweep/run';
import { agentFor } from './agent';
import { batchesOf } from './batch';
import type { SecretAccess } from './secrets';
import type { SweepPlan } from './sweep-plan';
import type { RecordAccess } from './table';
import { checkTags } from './tags';
import { Packer } from './user-data';

export { agentFor } from './agent';
export { attemptOf, type CheckpointObject, firstAttempt, type RunAttempt } from './attempt';
export { PlanError } from './plan-error';
export { proofOf } from './proof';
export {
  type FilesPack,
  type FormFields,
  filesKeyOf,
  type RecordTarget,
  type RunForms,
  type WriteAccess,
} from './record-target';
export {
  hasSecrets,
  keptName,
  keptSecrets,
  policiesOf,
  rungsPolicy,
  type SecretAccess,
  type SecretServices,
  secretsRoot,
} from './secrets';
export { sweepIdOf } from './sweep-id';
export type { Batch, LaunchShape, SweepPlan } from './sweep-plan';
export type { RecordAccess, TableOf } from './table';
export { attemptTag, expiryTag, expiryTagsOf, launchTagsOf, runTagsOf } from './tags';
export { clientTokenOf } from './token';
export {
  callDataOf,
  packedSizeOf,
  type TableObject,
  tableObjectOf,
  userDataLimit,
  userDataOf,
} from './user-data';

/**
 * Groups runs by launch shape, in batches of at most 100 whose compressed user data fits 16,384 bytes.
 * @throws PlanError if a single run's user data does not fit, or EC2 would reject its tags.
 */
export function planSweep(
  sweep: Sweep,
  identity: { readonly sweepId: string; readonly fileSha256: string },
  record: RecordAccess | undefined,
  secrets?: SecretAccess,
): SweepPlan {
  for (const run of sweep.runs) checkTags(run);
  const size = sweep.runs.length;
  const packer = new Packer(
    {
      sweepId: identity.sweepId,
      sweepName: sweep.name,
      size,
      agent: agentFor(sweep.runs),
      secrets,
    },
    record,
  );
  return { ...identity, sweepName: sweep.name, size, batches: batchesOf(sweep.runs, packer) };
}
