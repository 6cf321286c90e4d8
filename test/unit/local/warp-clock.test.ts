import assert from 'node:assert/strict';
import type { TimerClock } from '../../../src/local/clock';
import { WarpClock } from '../../../src/local/warp-clock';

/** A wall clock that stands still until it is moved. */
function stillWall(): TimerClock & { move(milliseconds: number): void } {
  let now = 1000;
  const timers = new Set<{ due: number; task: () => void }>();
  return {
    now: () => now,
    after(milliseconds, task) {
      const timer = { due: now + milliseconds, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    move(milliseconds) {
      now += milliseconds;
      for (const timer of [...timers].sort((a, b) => a.due - b.due)) {
        if (timer.due > now || !timers.delete(timer)) continue;
        timer.task();
      }
    },
  };
}

describe('the local cloud’s clock', () => {
  it('runs faster than the wall', () => {
    const wall = stillWall();
    const clock = new WarpClock(60, wall);
    const done: string[] = [];
    clock.after(60_000, () => done.push('minute'));
    wall.move(999);
    assert.deepEqual([clock.now(), done], [1000 + 999 * 60, []]);
    wall.move(1);
    assert.deepEqual(done, ['minute']);
  });

  it('jumps ahead, and runs tasks that are due in between, in order and at their time', () => {
    const wall = stillWall();
    const clock = new WarpClock(1, wall);
    const done: [string, number][] = [];
    const note = (name: string) => done.push([name, clock.now()]);
    clock.after(300, () => note('third'));
    clock.after(100, () => {
      note('first');
      clock.after(100, () => note('second'));
    });
    const callOff = clock.after(50, () => note('never'));
    callOff();
    clock.advance(250);
    assert.deepEqual(done, [
      ['first', 1100],
      ['second', 1200],
    ]);
    wall.move(50);
    assert.deepEqual(done.at(-1), ['third', 1300]);
  });
});
