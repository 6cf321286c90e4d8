import type { Clock } from '../engine/clock';

/** The capacity of a bucket, and its refill rate per second. */
export interface Limit {
  readonly size: number;
  readonly perSecond: number;
}

/** A token bucket like AWS's. A caller that finds it empty waits until tokens are added; callers are served in order. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    private readonly limit: Limit,
    private readonly clock: Clock,
  ) {
    this.#tokens = limit.size;
    this.#at = clock.now();
  }

  /** Takes tokens, and waits for them if needed. */
  async take(count: number, signal?: AbortSignal): Promise<void> {
    this.#flow();
    // A negative balance represents waiting callers: each of them sleeps until its own tokens are available.
    this.#tokens -= count;
    if (this.#tokens >= 0) return;
    try {
      await this.clock.sleep((-this.#tokens / this.limit.perSecond) * 1_000, signal);
    } catch (error) {
      this.giveBack(count);
      throw error;
    }
  }

  giveBack(count: number): void {
    this.#flow();
    this.#tokens = Math.min(this.limit.size, this.#tokens + count);
  }

  /** AWS refused a request: its bucket has fewer tokens than ours, because other clients call AWS too. */
  drain(): void {
    this.#flow();
    this.#tokens = Math.min(this.#tokens, 0);
  }

  #flow(): void {
    const now = this.clock.now();
    const flowed = (Math.max(0, now - this.#at) / 1_000) * this.limit.perSecond;
    this.#tokens = Math.min(this.limit.size, this.#tokens + flowed);
    this.#at = now;
  }
}
