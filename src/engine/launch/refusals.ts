import type { LaunchShape, SweepPlan, WriteAccess } from '../../plan/plan';
import { Failure } from '../failure';
import type { Cloud } from '../ports';
import type { SweepRecord } from '../record/sweep-record';
import { composeCall } from './compose';

/** Maximum number of distinct calls that a preview checks with EC2; the others are similar. */
const mostChecks = 8;

/** EC2's answers to dry runs. */
interface Refusals {
  /** A sentence each. */
  readonly notes: readonly string[];
  /** None of the calls would launch anything, now or later. */
  readonly all: boolean;
}

/** EC2's answer to each kind of call: permissions, and the parameters that EC2 checks. */
export async function refusalsOf(
  record: SweepRecord,
  access: WriteAccess | undefined,
  cloud: Cloud,
  now: number,
  signal: AbortSignal | undefined,
): Promise<Refusals> {
  const kinds = new Map<string, SweepPlan['batches'][number]>();
  for (const batch of record.plan.batches) kinds.set(JSON.stringify(batch.shape), batch);
  const asked = [...kinds.values()].slice(0, mostChecks);
  const answers = await Promise.all(
    asked.map(async (batch) => {
      const [instanceType] = batch.shape.instanceTypes;
      if (instanceType === undefined) return undefined;
      const choice = { candidate: { instanceType }, attempt: 0, at: now, access };
      const { entry, request } = composeCall(record, batch, batch.runs, choice, cloud);
      return refusalOf(cloud.compute(entry.region).checkLaunch(request, signal));
    }),
  );
  const refused = answers.filter((answer) => answer !== undefined);
  return {
    notes: [...new Set(refused.map(({ message }) => message))],
    all:
      asked.length === kinds.size &&
      refused.length === asked.length &&
      refused.every((failure, at) => isLasting(failure, asked[at]?.shape, record)),
  };
}

/**
 * Whether the launching call would be refused in the same way. It can continue with another type, zone, or time if
 * those are the problem, and it includes a role that may not exist yet, which the dry run omitted.
 */
function isLasting({ kind }: Failure, shape: LaunchShape | undefined, { target }: SweepRecord): boolean {
  switch (kind) {
    case 'rejected':
    case 'not-found':
    case 'bad-input':
    case 'account':
      return true;
    case 'permission': {
      const ownRole = shape?.iamRole === undefined && target?.write === 'role';
      return !ownRole;
    }
    default:
      return false;
  }
}

/** A refusal is a result of the preview; if no request is possible at all, the preview fails. */
async function refusalOf(check: Promise<void>): Promise<Failure | undefined> {
  try {
    await check;
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (['credentials', 'network', 'cancelled'].includes(error.kind)) throw error;
    return error;
  }
}
