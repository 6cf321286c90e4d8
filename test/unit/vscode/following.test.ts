import assert from 'node:assert/strict';
import { Failure } from '../../../src/engine/failure';
import type { SweepView } from '../../../src/engine/view';
import { Following } from '../../../src/vscode/collect/following';
import { FakeClock, settle } from '../engine/fake-clock';
import { run, start, sweep } from './fleet';

/** Collects that a test lets succeed, fail or hang. */
class World {
  readonly clock = new FakeClock(start);
  readonly said: string[] = [];
  /** Thrown by the next collects. */
  failure: Failure | undefined;
  /** False: somebody else collects. */
  free = true;
  /** While set, collects wait for it. */
  gate: Promise<void> | undefined;
  inFlight = 0;
  most = 0;

  readonly following = new Following({
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
    const world = new World();
    world.following.update([of('a', 0)]);
    await settle();
    assert.deepEqual(world.take(), []);
    world.following.update([of('a', 1)]);
    await settle();
    assert.deepEqual(world.take(), ['a 1']);
    world.following.update([of('a', 2)]);
    world.following.update([of('a', 3)]);
    await settle();
    assert.deepEqual(world.take(), []);
    await world.clock.advance(10_000);
    assert.deepEqual(world.take(), ['a 3']);
    await world.clock.advance(600_000);
    assert.deepEqual(world.take(), []);
    world.following.update([of('a', 4)]);
    await world.clock.advance(10_000);
    assert.deepEqual(world.take(), ['a 4', 'a done']);
    await world.clock.advance(600_000);
    assert.deepEqual(world.take(), []);
    assert.equal(world.clock.waiting, 0);
  });

  it('does one sweep after the other, never two at once', async () => {
    const world = new World();
    world.following.update([of('a', 1), of('b', 1), of('c', 1)]);
    await world.clock.advance(30_000);
    assert.deepEqual(world.take(), ['a 1', 'b 1', 'c 1']);
    assert.equal(world.most, 1);
  });

  it('rests after a failure until it is told to go on', async () => {
    const world = new World();
    world.failure = new Failure('credentials', 'ExpiredToken', 'The session expired.');
    world.following.update([of('a', 1)]);
    await world.clock.advance(60_000);
    world.following.update([of('a', 2)]);
    await world.clock.advance(60_000);
    assert.deepEqual(world.take(), ['a: The session expired.']);
    assert.ok(world.following.isTroubled('a'));
    world.failure = undefined;
    world.following.resume('a');
    await settle();
    assert.deepEqual(world.take(), ['a 2']);
    assert.ok(!world.following.isTroubled('a'));
  });

  it('tries again later what somebody else was collecting', async () => {
    const world = new World();
    world.free = false;
    world.following.update([of('a', 4)]);
    await settle();
    world.free = true;
    assert.deepEqual(world.take(), []);
    await world.clock.advance(10_000);
    assert.deepEqual(world.take(), ['a 4', 'a done']);
  });

  it('lets go at once of a sweep that is followed no longer, and tells nothing of it', async () => {
    const world = new World();
    let open = (): void => undefined;
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    world.following.update([of('a', 1)]);
    world.following.update([]);
    open();
    await world.clock.advance(60_000);
    assert.deepEqual(world.take(), []);
  });

  it('waits for nothing once it is disposed', async () => {
    const world = new World();
    world.following.update([of('a', 1)]);
    await settle();
    world.following.dispose();
    await settle();
    assert.equal(world.clock.waiting, 0);
    assert.deepEqual(world.take(), ['a 1']);
  });
});
