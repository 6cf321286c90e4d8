import { AwsError } from '../failure';
import { ThrottlingBucket } from './token-bucket';

interface Limit {
  readonly size: number;
  readonly perSecond: number;
}

interface ActionLimit {
  readonly requests: Limit;
  /** Instances that are started or ended. */
  readonly resources?: Limit;
}

const described: ActionLimit = { requests: { size: 100, perSecond: 20 } };
const describedWhole: ActionLimit = { requests: { size: 50, perSecond: 10 } };
const changing: ActionLimit = { requests: { size: 50, perSecond: 5 } };

/** docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const ofAction: Readonly<Record<string, ActionLimit>> = {
  RunInstances: { requests: { size: 5, perSecond: 2 }, resources: { size: 1000, perSecond: 2 } },
  StartInstances: { requests: { size: 5, perSecond: 2 }, resources: { size: 1000, perSecond: 2 } },
  TerminateInstances: { requests: { size: 100, perSecond: 5 }, resources: { size: 1000, perSecond: 20 } },
  CreateTags: { requests: { size: 100, perSecond: 10 } },
  DeleteTags: { requests: { size: 100, perSecond: 10 } },
};

/** The tokens that a call takes. */
export interface Cost {
  readonly region: string;
  readonly action: string;
  /** Whether a Describe call is filtered or paged. */
  readonly narrowed: boolean;
  readonly resources: number;
}

/** EC2's token buckets: one per account, region, and action. */
export class RequestLimits {
  private readonly buckets = new Map<string, ThrottlingBucket>();

  constructor(private readonly now: () => number) {}

  /**
   * Takes the tokens of a call. @throws AwsError RequestLimitExceeded if a bucket has too few tokens; tokens that were
   * taken aren't returned
   */
  pay(cost: Cost): void {
    const limit = limitOf(cost);
    const now = this.now();
    if (
      !this.bucket(`${cost.region}/${cost.action}/requests/${limit.requests.size}`, limit.requests, now).take(
        1,
        now,
      )
    )
      throw exceeded('Request limit exceeded.');
    if (limit.resources === undefined) return;
    const bucket = this.bucket(`${cost.region}/${cost.action}/resources`, limit.resources, now);
    // A call that needs more than the capacity of a bucket would never succeed.
    if (!bucket.take(Math.min(cost.resources, limit.resources.size), now))
      throw exceeded(`Request limit exceeded: too many resources requested of ${cost.action}.`);
  }

  private bucket(key: string, { size, perSecond }: Limit, now: number): ThrottlingBucket {
    const known = this.buckets.get(key) ?? new ThrottlingBucket(size, perSecond, now);
    this.buckets.set(key, known);
    return known;
  }
}

function limitOf({ action, narrowed }: Cost): ActionLimit {
  const named = Object.hasOwn(ofAction, action) ? ofAction[action] : undefined;
  if (named !== undefined) return named;
  if (!/^(Describe|Get)/.test(action)) return changing;
  return narrowed ? described : describedWhole;
}

const exceeded = (message: string) => new AwsError('RequestLimitExceeded', message, 503);
