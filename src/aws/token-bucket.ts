import type { Clock } from '../engine/clock';

/** So many at once, and so many more per second. */
export interface Limit {
  readonly size: number;
  readonly perSecond: number;
}

/** A bucket as AWS keeps one: who finds it empty waits for the tokens to flow in, first come, first served. */
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

  /** Takes tokens, waiting for them where needed. */
  async take(count: number, signal?: AbortSignal): Promise<void> {
    this.#flow();
    // A negative balance is the waiting callers: each sleeps until its own tokens are available.
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

  /** AWS turned a request away: its bucket is emptier than ours, for others call too. */
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
