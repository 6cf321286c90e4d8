/** The time of the local cloud: a simulated clock can run faster than the system clock. */
export interface TimerClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `task` after a number of milliseconds of this clock; the returned function cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

/** The system clock. Its timers don't keep a process running. */
export const wallClock: TimerClock = {
  now: () => Date.now(),
  after(milliseconds, task) {
    // setTimeout fires immediately for delays over 2^31 ms, so longer waits are divided.
    const longest = 2 ** 31 - 1;
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      timer = setTimeout(() => (left > longest ? arm(left - longest) : task()), Math.min(left, longest));
      timer.unref();
    };
    arm(Math.max(0, milliseconds));
    return () => clearTimeout(timer);
  },
};
