/** A token bucket: contains up to `size` tokens, and gets `perSecond` new ones each second. */
export class ThrottlingBucket {
  private tokens: number;
  private at: number;

  constructor(
    private readonly size: number,
    private readonly perSecond: number,
    now: number,
  ) {
    this.tokens = size;
    this.at = now;
  }

  /** Takes this number of tokens, or none if there aren't enough. @param now milliseconds */
  take(count: number, now: number): boolean {
    if (!this.has(count, now)) return false;
    this.tokens -= count;
    return true;
  }

  has(count: number, now: number): boolean {
    this.tokens = Math.min(this.size, this.tokens + (Math.max(0, now - this.at) / 1000) * this.perSecond);
    this.at = Math.max(this.at, now);
    return this.tokens >= count;
  }
}
