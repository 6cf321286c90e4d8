import assert from 'node:assert/strict';
import { Throttle } from '../../../src/aws/ec2/throttle';
import { TokenBucket } from '../../../src/aws/token-bucket';
import { Failure } from '../../../src/engine/failure';
import { FakeClock } from '../engine/fake-clock';

describe('token buckets', () => {
  const start = 1_000_000;
  const at = async (clock: FakeClock, work: Promise<void>): Promise<number> => {
    await work;
    return (clock.now() - start) / 1_000;
  };

  it('lets a burst through, and then as much as flows in, first come first served', async () => {
    const clock = new FakeClock(start);
    const bucket = new TokenBucket({ size: 5, perSecond: 2 }, clock);
    const times = Array.from({ length: 9 }, () => at(clock, bucket.take(1)));
    await clock.advance(10_000);
    assert.deepEqual(await Promise.all(times), [0, 0, 0, 0, 0, 0.5, 1, 1.5, 2]);
  });

  it('never holds more than its size', async () => {
    const clock = new FakeClock(start);
    const bucket = new TokenBucket({ size: 5, perSecond: 2 }, clock);
    await clock.advance(60_000);
    const times = Array.from({ length: 6 }, () => at(clock, bucket.take(1)));
    await clock.advance(10_000);
    assert.deepEqual(await Promise.all(times), [60, 60, 60, 60, 60, 60.5]);
  });

  it('gives back what an aborted wait had taken', async () => {
    const clock = new FakeClock(start);
    const bucket = new TokenBucket({ size: 1, perSecond: 1 }, clock);
    await bucket.take(1);
    const abort = new AbortController();
    const waiting = bucket.take(1, abort.signal);
    abort.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    const next = at(clock, bucket.take(1));
    await clock.advance(10_000);
    assert.equal(await next, 1);
  });

  it('launches 1,500 instances in calls of 100 within 250 s, the floor that AWS sets', async () => {
    const clock = new FakeClock(start);
    const throttle = new Throttle(clock);
    const times = Array.from({ length: 15 }, () =>
      at(
        clock,
        throttle.spend('run', 100, async () => undefined),
      ),
    );
    await clock.advance(300_000);
    const done = await Promise.all(times);
    assert.equal(done.filter((time) => time <= 2.5).length, 10);
    assert.equal(Math.max(...done), 250);
  });

  it('gives the instances of a refused call back, and holds still after a throttled one', async () => {
    const clock = new FakeClock(start);
    const throttle = new Throttle(clock);
    const refuse = (kind: 'capacity' | 'throttled') => (): Promise<void> =>
      Promise.reject(new Failure(kind, 'X', 'x'));
    await assert.rejects(throttle.spend('run', 1_000, refuse('capacity')));
    await throttle.spend('run', 1_000, async () => undefined);
    await clock.advance(600_000);
    await assert.rejects(throttle.spend('run', 1, refuse('throttled')));
    const next = at(
      clock,
      throttle.spend('run', 1, async () => undefined),
    );
    await clock.advance(10_000);
    assert.equal(await next, 600.5);
  });
});
