import assert from 'node:assert/strict';
import fc from 'fast-check';
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

  it('allows a burst, and then the refill rate, first come first served', async () => {
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

  it('keeps what it owes to those who wait when AWS turns a request away', async () => {
    const clock = new FakeClock(start);
    const bucket = new TokenBucket({ size: 2, perSecond: 1 }, clock);
    // Two at once; three wait for one, two and three seconds.
    const times = Array.from({ length: 5 }, () => at(clock, bucket.take(1)));
    bucket.drain();
    const next = at(clock, bucket.take(1));
    await clock.advance(10_000);
    assert.deepEqual([...(await Promise.all(times)), await next], [0, 0, 1, 2, 3, 4]);
  });

  it('is empty once AWS turns a request away, and no emptier', async () => {
    const clock = new FakeClock(start);
    const bucket = new TokenBucket({ size: 5, perSecond: 2 }, clock);
    bucket.drain();
    bucket.drain();
    const next = at(clock, bucket.take(1));
    await clock.advance(10_000);
    assert.equal(await next, 0.5);
  });

  it('admits no call sooner than the bucket of AWS would', async () => {
    const calls = fc.array(
      fc.record({
        pause: fc.integer({ min: 0, max: 3_000 }),
        count: fc.integer({ min: 1, max: 5 }),
        throttled: fc.boolean(),
      }),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(calls, async (sequence) => {
        const limit = { size: 5, perSecond: 2 };
        const clock = new FakeClock(start);
        const bucket = new TokenBucket(limit, clock);
        const taken: { readonly count: number; readonly time: Promise<number> }[] = [];
        for (const { count, pause, throttled } of sequence) {
          await clock.advance(pause);
          if (throttled) bucket.drain();
          taken.push({ count, time: at(clock, bucket.take(count)) });
        }
        await clock.advance(1_000_000);
        const passed = await Promise.all(taken.map(async ({ count, time }) => ({ count, time: await time })));
        passed.sort((a, b) => a.time - b.time);
        // In any span, no more than the bucket's size and what flows in in the meantime.
        for (let from = 0; from < passed.length; from += 1) {
          let sum = 0;
          for (const { count, time } of passed.slice(from)) {
            sum += count;
            const span = time - (passed[from]?.time ?? 0);
            assert.ok(sum <= limit.size + span * limit.perSecond + 1e-6, `${sum} within ${span} s`);
          }
        }
      }),
      { numRuns: 50 },
    );
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
