import { creditRuleOf } from '../../cost/credits';
import { type Batch, clientTokenOf, launchTagsOf, PlanError, runTagsOf, userDataOf } from '../../plan/plan';
import type { Run } from '../../sweep/run';
import { type CallEntry, callName } from '../journal/entry';
import type { Cloud, LaunchCall } from '../ports';
import type { SweepRecord } from '../record/sweep-record';
import type { Candidate } from './candidate';
import { imageIdFor } from './image';

/** Tag by which an instance tells which call made it (`b0.2`: batch and attempt), and so, by its launch index, its run. */
export const callTag = 'spawn:batch';

/** Name under which the instance profile of these policies is kept. */
export const policyName = (policies: readonly string[] | undefined): string => (policies ?? []).join(',');

/** The call that launches these runs of a batch: from here on nothing of it changes, however often it is sent. */
export function composeCall(
  record: SweepRecord,
  batch: Batch,
  runs: readonly Run[],
  candidate: Candidate,
  attempt: number,
  at: number,
  cloud: Pick<Cloud, 'instanceType'>,
): CallEntry {
  const { shape } = batch;
  const { plan } = record;
  const [only] = runs;
  const launchedAt = new Date(at);
  const profile = shape.iamRole ?? record.instanceProfiles.get(policyName(shape.iamPolicy));
  const zone = candidate.availabilityZone;
  // Said also where it is EC2's default, which an account can change.
  const credits = creditRuleOf(candidate.instanceType, shape.cpuCredits);
  return {
    kind: 'call',
    batch: batch.id,
    attempt,
    at,
    region: shape.region,
    rows: runs.map((run) => run.index),
    call: {
      clientToken: clientTokenOf(plan.sweepId, batch.id, attempt),
      count: runs.length,
      minCount: 1,
      instanceType: candidate.instanceType,
      ami: imageIdFor(record.images, shape, candidate.instanceType, cloud),
      userData: Buffer.from(userDataOf(plan, runs, record.target)).toString('base64'),
      shutdownBehavior: shape.shutdownBehavior,
      tags: {
        ...launchTagsOf(plan, batch, launchedAt),
        ...(runs.length === 1 && only !== undefined ? runTagsOf(only, launchedAt) : {}),
        [callTag]: callName({ batch: batch.id, attempt }),
      },
      spot: shape.spot,
      ...(shape.spotMaxPrice === undefined ? {} : { spotMaxPrice: shape.spotMaxPrice }),
      ...(credits === undefined ? {} : { cpuCredits: credits.mode }),
      ...(zone === undefined ? {} : { availabilityZone: zone }),
      ...(shape.subnet === undefined ? {} : { subnet: shape.subnet }),
      securityGroups: shape.securityGroups,
      ...(shape.keyName === undefined ? {} : { keyName: shape.keyName }),
      ...(profile === undefined ? {} : { instanceProfile: profile }),
      ...(shape.volumeSize === undefined ? {} : { volumeSize: shape.volumeSize }),
    },
  };
}

/**
 * The call for these runs, or, where their user data has become too large, for the first of them: a form that another session
 * signs may be longer than the one that the batch was packed with.
 * @throws PlanError when not even one of them fits
 */
export function composeFitting(
  runs: readonly Run[],
  compose: (runs: readonly Run[]) => CallEntry,
): CallEntry {
  for (let some = runs; ; some = some.slice(0, Math.ceil(some.length / 2))) {
    try {
      return compose(some);
    } catch (error) {
      if (!(error instanceof PlanError) || some.length <= 1) throw error;
    }
  }
}

/** What is sent for an entry of the journal. */
export const launchCallOf = ({ call }: CallEntry): LaunchCall => ({
  ...call,
  userData: Buffer.from(call.userData, 'base64'),
});
