import assert from 'node:assert/strict';
import { Failure } from '../../../src/engine/failure';
import type { SweepView } from '../../../src/engine/view';
import { AutoCollectQueue } from '../../../src/vscode/collect/auto-collect-queue';
import { FakeClock, settle } from '../engine/fake-clock';
import { run, start, sweep } from './fleet';

/** Collects that a test lets succeed, fail or hang. */
class Services {
  readonly clock = new FakeClock(start);
  readonly said: string[] = [];
  /** Thrown by the next collects. */
  failure: Failure | undefined;
  /** False: someone else collects. */
  free = true;
  /** While set, collects wait for it. */
  gate: Promise<void> | undefined;
  inFlight = 0;
  most = 0;

  readonly following = new AutoCollectQueue({
    clock: this.clock,
    collect: async ({ id, runs }, signal) => {
      this.inFlight += 1;
      this.most = Math.max(this.most, this.inFlight);
      try {
        await this.gate;
        signal.throwIfAborted();
        if (this.failure !== undefined) throw this.failure;
        if (this.free) this.said.push(`${id} ${runs.filter(({ state }) => state !== 'running').length}`);
        return this.free;
      } finally {
        this.inFlight -= 1;
      }
    },
    onTrouble: ({ id }, error) => this.said.push(`${id}: ${error instanceof Error ? error.message : ''}`),
    onDone: ({ id }) => this.said.push(`${id} done`),
  });

  take(): readonly string[] {
    return this.said.splice(0);
  }
}

/** A sweep of four, of which so many have ended. */
const of = (id: string, ended: number): SweepView =>
  sweep(
    id,
    [0, 1, 2, 3].map((i) => run(i, i < ended ? 'succeeded' : 'running')),
  );

describe('collecting along', () => {
  it('collects when runs have ended, together those that end close together, and stops when the sweep is over', async () => {
    const services = new Services();
    services.following.update([of('a', 0)]);
    await settle();
    assert.deepEqual(services.take(), []);
    services.following.update([of('a', 1)]);
    await settle();
    assert.deepEqual(services.take(), ['a 1']);
    services.following.update([of('a', 2)]);
    services.following.update([of('a', 3)]);
    await settle();
    assert.deepEqual(services.take(), []);
    await services.clock.advance(10_000);
    assert.deepEqual(services.take(), ['a 3']);
    await services.clock.advance(600_000);
    assert.deepEqual(services.take(), []);
    services.following.update([of('a', 4)]);
    await services.clock.advance(10_000);
    assert.deepEqual(services.take(), ['a 4', 'a done']);
    await services.clock.advance(600_000);
    assert.deepEqual(services.take(), []);
    assert.equal(services.clock.waiting, 0);
  });

  it('does one sweep after the other, never two at once', async () => {
    const services = new Services();
    services.following.update([of('a', 1), of('b', 1), of('c', 1)]);
    await services.clock.advance(30_000);
    assert.deepEqual(services.take(), ['a 1', 'b 1', 'c 1']);
    assert.equal(services.most, 1);
  });

  it('pauses after a failure until the user continues', async () => {
    const services = new Services();
    services.failure = new Failure('credentials', 'ExpiredToken', 'The session expired.');
    services.following.update([of('a', 1)]);
    await services.clock.advance(60_000);
    services.following.update([of('a', 2)]);
    await services.clock.advance(60_000);
    assert.deepEqual(services.take(), ['a: The session expired.']);
    assert.ok(services.following.isTroubled('a'));
    services.failure = undefined;
    services.following.resume('a');
    await settle();
    assert.deepEqual(services.take(), ['a 2']);
    assert.ok(!services.following.isTroubled('a'));
  });

  it('tries again later what someone else was collecting', async () => {
    const services = new Services();
    services.free = false;
    services.following.update([of('a', 4)]);
    await settle();
    services.free = true;
    assert.deepEqual(services.take(), []);
    await services.clock.advance(10_000);
    assert.deepEqual(services.take(), ['a 4', 'a done']);
  });

  it('stops immediately for a sweep that is no longer collected, and reports nothing about it', async () => {
    const services = new Services();
    let open = (): void => undefined;
    services.gate = new Promise((resolve) => {
      open = resolve;
    });
    services.following.update([of('a', 1)]);
    services.following.update([]);
    open();
    await services.clock.advance(60_000);
    assert.deepEqual(services.take(), []);
  });

  it('doesn’t wait for anything after it is disposed', async () => {
    const services = new Services();
    services.following.update([of('a', 1)]);
    await settle();
    services.following.dispose();
    await settle();
    assert.equal(services.clock.waiting, 0);
    assert.deepEqual(services.take(), ['a 1']);
  });
});
