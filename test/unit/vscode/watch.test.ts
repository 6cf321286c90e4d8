import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { Instance, SweepView } from '../../../src/engine/view';
import { PlaceWatch } from '../../../src/vscode/fleet/watcher';
import { FakeClock } from '../engine/fake-clock';
import { instance, run, start, sweep } from './fleet';

/** An engine whose services a test sets, and which counts what it is asked. */
class Services {
  sweeps: readonly SweepView[] = [];
  instances: readonly Instance[] = [];
  failure: Failure | undefined;
  readonly asked: string[] = [];

  readonly engine: Pick<Engine, 'sweeps' | 'views' | 'instances'> = {
    sweeps: async () => {
      this.asked.push('sweeps');
      if (this.failure !== undefined) throw this.failure;
      return this.sweeps.map(({ id, name, createdAt, runs }) => ({ id, name, createdAt, size: runs.length }));
    },
    views: async (ids) => {
      this.asked.push(`views ${ids.join(' ')}`);
      if (this.failure !== undefined) throw this.failure;
      return this.sweeps.filter(({ id }) => ids.includes(id));
    },
    instances: async () => {
      this.asked.push('instances');
      return this.instances;
    },
  };

  /** What was asked since the last time. */
  take(): readonly string[] {
    return this.asked.splice(0);
  }
}

function watching(services: Services, clock: FakeClock): PlaceWatch {
  return new PlaceWatch({
    provider: 'aws',
    open: async () => {
      if (services.failure?.code === 'LocalCloudNotRunning') throw services.failure;
      return services.engine;
    },
    clock,
    random: () => 0.5,
    onChange: () => undefined,
  });
}

describe('watching a cloud', () => {
  it('makes no calls without a subscriber, and all calls with one', async () => {
    const services = new Services();
    const clock = new FakeClock(start);
    const watch = watching(services, clock);
    watch.refresh();
    await clock.advance(600_000);
    assert.deepEqual(services.take(), []);
    watch.look(true);
    await clock.advance(0);
    assert.deepEqual(services.take(), ['sweeps', 'instances']);
    assert.equal(watch.loaded, true);
    watch.dispose();
  });

  it('reads a finished sweep once, and a running one with every poll', async () => {
    const services = new Services();
    const clock = new FakeClock(start);
    const live = sweep('sweep-live', [run(0, 'running')], { createdAt: start + 1 });
    const rest = sweep('sweep-rest', [run(0, 'succeeded', { billing: false })]);
    services.sweeps = [live, rest];
    services.instances = [instance('i-0')];
    const watch = watching(services, clock);
    watch.look(true);
    watch.refresh();
    await clock.advance(0);
    assert.deepEqual(services.take(), ['sweeps', 'instances', 'views sweep-live sweep-rest']);
    await clock.advance(5_000);
    assert.deepEqual(services.take(), ['views sweep-live']);
    assert.deepEqual(
      watch.fleet.sweeps.map(({ id }) => id),
      ['sweep-live', 'sweep-rest'],
    );
    // Steady: the pauses grow. After a minute other windows' sweeps are looked for again.
    await clock.advance(9_999);
    assert.deepEqual(services.take(), []);
    await clock.advance(1);
    assert.deepEqual(services.take(), ['views sweep-live']);
    await clock.advance(50_000);
    assert.deepEqual(services.take(), ['views sweep-live', 'sweeps', 'instances', 'views sweep-live']);
    watch.dispose();
  });

  it('goes to sleep when all has ended, and wakes for a launch', async () => {
    const services = new Services();
    const clock = new FakeClock(start);
    services.sweeps = [sweep('sweep-rest', [run(0, 'succeeded', { billing: false })])];
    const watch = watching(services, clock);
    watch.look(true);
    watch.refresh();
    await clock.advance(0);
    services.take();
    await clock.advance(3_600_000);
    assert.deepEqual(services.take(), []);
    const launched = sweep('sweep-new', [run(0, 'pending')], { createdAt: start + 5 });
    services.sweeps = [launched, ...services.sweeps];
    watch.accept(launched);
    assert.deepEqual(
      watch.fleet.sweeps.map(({ id }) => id),
      ['sweep-new', 'sweep-rest'],
    );
    await clock.advance(0);
    assert.deepEqual(services.take(), ['sweeps', 'instances', 'views sweep-new']);
    watch.dispose();
  });

  it('waits for the user while the local cloud is off, and keeps what ran there with its time', async () => {
    const services = new Services();
    const clock = new FakeClock(start);
    services.sweeps = [sweep('sweep-live', [run(0, 'running')])];
    const watch = watching(services, clock);
    watch.look(true);
    watch.refresh();
    await clock.advance(0);
    services.failure = new Failure('unavailable', 'LocalCloudNotRunning', 'The local cloud is off.');
    await clock.advance(5_000);
    assert.equal(watch.failure, services.failure);
    assert.deepEqual([watch.fleet.sweeps.length, watch.fleet.staleSince], [1, start]);
    services.take();
    await clock.advance(3_600_000);
    assert.deepEqual(services.take(), []);
    services.failure = undefined;
    watch.refresh();
    await clock.advance(0);
    assert.equal(watch.failure, undefined);
    assert.deepEqual([watch.fleet.sweeps.length, watch.fleet.staleSince], [1, undefined]);
    watch.dispose();
  });

  it('keeps its data while the cloud does not answer, and shows why it isn’t newer', async () => {
    const services = new Services();
    const clock = new FakeClock(start);
    services.sweeps = [sweep('sweep-live', [run(0, 'running')])];
    const watch = watching(services, clock);
    watch.look(true);
    watch.refresh();
    await clock.advance(0);
    services.failure = new Failure('network', 'ECONNREFUSED', 'No answer.');
    await clock.advance(5_000);
    assert.equal(watch.failure, services.failure);
    assert.deepEqual([watch.fleet.sweeps.length, watch.fleet.staleSince], [1, start]);
    services.failure = undefined;
    await clock.advance(60_000);
    assert.equal(watch.failure, undefined);
    assert.equal(watch.fleet.staleSince, undefined);
    services.failure = new Failure('throttled', 'RequestLimitExceeded', 'Too many requests.');
    await clock.advance(60_000);
    assert.equal(watch.fleet.staleSince, undefined, 'AWS answers, so nothing is out of date');
    watch.dispose();
  });

  it('shows twenty sweeps at first, and more when asked', async () => {
    const services = new Services();
    const clock = new FakeClock(start);
    services.sweeps = Array.from({ length: 45 }, (_, i) =>
      sweep(`sweep-${String(i).padStart(2, '0')}`, [run(0, 'succeeded', { billing: false })], {
        createdAt: start + i,
      }),
    );
    const watch = watching(services, clock);
    watch.look(true);
    watch.refresh();
    await clock.advance(0);
    assert.equal(watch.fleet.sweeps.length, 20);
    assert.equal(watch.fleet.sweeps[0]?.id, 'sweep-44');
    assert.equal(watch.fleet.older, 25);
    watch.loadOlder();
    await clock.advance(0);
    assert.equal(watch.fleet.sweeps.length, 40);
    assert.equal(watch.fleet.older, 5);
    watch.dispose();
  });
});
