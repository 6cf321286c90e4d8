/** Time as the local cloud sees it: simulated clocks may run faster than the wall. */
export interface TimerClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `task` after so many milliseconds of this clock's time; the returned function cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

/** The machine's own time. Its timers keep no process alive. */
export const wallClock: TimerClock = {
  now: () => Date.now(),
  after(milliseconds, task) {
    // setTimeout fires at once beyond 2^31 ms, so longer waits go in stages.
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
