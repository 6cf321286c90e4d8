import type { LaunchShape, SweepPlan, WriteAccess } from '../../plan/plan';
import { Failure } from '../failure';
import type { Cloud } from '../ports';
import type { SweepRecord } from '../record/sweep-record';
import { composeCall } from './compose';

/** How many distinct calls a preview asks EC2 about; the rest differ in little. */
const mostChecks = 8;

/** What EC2 answers when it is asked whether it would launch. */
interface Refusals {
  /** A sentence each. */
  readonly notes: readonly string[];
  /** None of the calls would launch anything, now or later. */
  readonly all: boolean;
}

/** What EC2 would say to each kind of call: permission, and what of its parameters EC2 checks. */
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
 * Whether the launching call would be refused alike. It may go on to another type, zone or time where these are what is
 * wrong; and a role that it includes, which may not exist yet, is missing in what was asked.
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

/** A refusal is news for the preview; that nothing can be asked at all is its failure. */
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
