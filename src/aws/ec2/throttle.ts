import type { Clock } from '../../engine/clock';
import { Failure } from '../../engine/failure';
import { type Limit, TokenBucket } from '../token-bucket';

/** Actions that share a token bucket. */
export type ThrottleClass = 'run' | 'terminate' | 'tag' | 'describe' | 'mutate';

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: requests, and resources if they are limited too. */
const limits: Readonly<Record<ThrottleClass, { readonly requests: Limit; readonly resources?: Limit }>> = {
  run: { requests: { size: 5, perSecond: 2 }, resources: { size: 1000, perSecond: 2 } },
  terminate: { requests: { size: 100, perSecond: 5 }, resources: { size: 1000, perSecond: 20 } },
  tag: { requests: { size: 100, perSecond: 10 } },
  describe: { requests: { size: 100, perSecond: 20 } },
  mutate: { requests: { size: 50, perSecond: 5 } },
};

/** A model of AWS's token buckets for one account and region, which all calls to EC2 in this process share. */
export class Throttle {
  readonly #requests = new Map<ThrottleClass, TokenBucket>();
  readonly #resources = new Map<ThrottleClass, TokenBucket>();

  constructor(private readonly clock: Clock) {}

  /** Sends a request when the buckets allow it. Tokens of instances that a refused request didn't launch are returned. */
  async spend<T>(
    kind: ThrottleClass,
    resources: number,
    request: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { requests: requestLimit, resources: resourceLimit } = limits[kind];
    const requests = this.#bucket(this.#requests, kind, requestLimit);
    const made = resourceLimit === undefined ? undefined : this.#bucket(this.#resources, kind, resourceLimit);
    await made?.take(resources, signal);
    await requests.take(1, signal);
    try {
      return await request();
    } catch (error) {
      if (error instanceof Failure) {
        if (error.kind === 'throttled') requests.drain();
        if (error.kind !== 'network' && error.kind !== 'unavailable') made?.giveBack(resources);
      }
      throw error;
    }
  }

  #bucket(buckets: Map<ThrottleClass, TokenBucket>, kind: ThrottleClass, limit: Limit): TokenBucket {
    const known = buckets.get(kind);
    if (known !== undefined) return known;
    const made = new TokenBucket(limit, this.clock);
    buckets.set(kind, made);
    return made;
  }
}
