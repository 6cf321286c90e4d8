import { type TimerClock, wallClock } from './clock';

interface Timer {
  readonly due: number;
  readonly task: () => void;
  callOff: () => void;
}

/** A clock that starts with the system time, can run faster, and can jump ahead, so that tests can simulate hours of a sweep. */
export class WarpClock implements TimerClock {
  private readonly startedAt: number;
  private offset = 0;
  private readonly timers = new Set<Timer>();

  /** @param rate seconds of this clock per second of the system clock */
  constructor(
    private readonly rate = 1,
    private readonly wall: TimerClock = wallClock,
  ) {
    if (!(rate > 0)) throw new RangeError('A clock runs forward: its rate must be above 0.');
    this.startedAt = wall.now();
  }

  now(): number {
    return this.startedAt + (this.wall.now() - this.startedAt) * this.rate + this.offset;
  }

  after(milliseconds: number, task: () => void): () => void {
    const timer: Timer = { due: this.now() + Math.max(0, milliseconds), task, callOff: () => undefined };
    this.timers.add(timer);
    this.arm(timer);
    return () => this.drop(timer);
  }

  /** Jumps ahead. Tasks that are due in between run now, in order. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError('A clock runs forward: it cannot be set back.');
    const target = this.now() + milliseconds;
    for (;;) {
      const next = [...this.timers].filter(({ due }) => due <= target).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.offset += Math.max(0, next.due - this.now());
      this.drop(next);
      next.task();
    }
    this.offset += Math.max(0, target - this.now());
    for (const timer of this.timers) this.arm(timer);
  }

  private arm(timer: Timer): void {
    timer.callOff();
    timer.callOff = this.wall.after(Math.max(0, timer.due - this.now()) / this.rate, () => {
      this.timers.delete(timer);
      timer.task();
    });
  }

  private drop(timer: Timer): void {
    timer.callOff();
    this.timers.delete(timer);
  }
}
