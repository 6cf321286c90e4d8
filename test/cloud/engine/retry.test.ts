import assert from 'node:assert/strict';
import type { Engine, LaunchOutcome } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { Instance } from '../../../src/engine/ports';
import type { SweepView } from '../../../src/engine/view';
import type { RunSettings } from '../../../src/sweep/run';
import { engineOn, hastyClock } from '../../engine-on';
import { ignore, launched, requestFor, statesOf, sweepOf, World } from './world';

const spotRun = (more: Partial<RunSettings> = {}): Partial<RunSettings> => ({
  spot: true,
  retry: { interrupted: 2, lost: 1, failed: 0 },
  ...more,
});

describe('Further attempts of a run', function () {
  this.timeout(120_000);
  let world: World;
  let engine: Engine;

  before(async () => {
    world = await World.start();
    engine = hastyEngine('here');
  });
  after(async () => {
    engine.dispose();
    await world.stop();
  });

  const hastyEngine = (machine: string): Engine => engineOn(world.connection(machine), hastyClock).engine;

  /** Every instance of a run, from the first attempt on, as EC2 still shows them. */
  const attemptsOf = async (id: string, index: number): Promise<readonly Instance[]> =>
    (await world.instances(id))
      .filter(({ tags }) => tags['sweep:index'] === String(index))
      .sort((a, b) => attemptIn(a) - attemptIn(b));

  const attemptIn = ({ tags }: Instance): number => Number(tags['sweep:attempt'] ?? 1);

  /** Drives a sweep while `act` sees each view of it. */
  const driven = (
    driver: Engine,
    id: string,
    act: (view: SweepView) => Promise<void> | void,
  ): Promise<LaunchOutcome> => {
    let acting = Promise.resolve();
    return driver.drive(id, {
      onView: (view) => {
        acting = acting.then(() => act(view));
      },
    });
  };

  const alive = (instances: readonly Instance[]): readonly string[] =>
    instances.filter(({ state }) => state !== 'terminated').map(({ id }) => id);

  it('launches a run again after each interruption, as often as its file says', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(1, spotRun())));
    const { view } = await driven(engine, id, async () => {
      const instances = await attemptsOf(id, 0);
      assert.ok(alive(instances).length <= 1, 'two instances of one run');
      world.cloud.control.reclaim(alive(instances));
    });
    assert.deepEqual(statesOf(view), ['interrupted']);
    const instances = await attemptsOf(id, 0);
    assert.deepEqual(instances.map(attemptIn), [1, 2, 3]);
    assert.deepEqual(
      view.runs[0]?.earlier?.map(({ attempt, state, instance }) => [attempt, state, instance?.id]),
      instances.slice(0, 2).map(({ id: instanceId }, place) => [place + 1, 'interrupted', instanceId]),
    );
    assert.equal(view.runs[0]?.attempt, 3);
  });

  it('gives each attempt what the ones before have left of the TTL', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(1, spotRun({ ttlSeconds: 1800 }))));
    await driven(engine, id, async () => {
      world.cloud.control.reclaim(alive(await attemptsOf(id, 0)));
    });
    const ends = (await attemptsOf(id, 0)).map(({ launchedAt, tags }) => {
      const end = Date.parse(tags['spawn:expires-at'] ?? '');
      return Math.round((end - launchedAt) / 1000);
    });
    const [first = 0, second = 0, third = 0] = ends;
    assert.ok(first >= 1799 && first <= 1801, `${first}`);
    // EC2 charges a minute at least for each of them.
    assert.ok(second <= first - 60 && second > 1500, `${second}`);
    assert.ok(third <= second - 60, `${third}`);
  });

  it('waits for another attempt at no cost while nobody drives the sweep', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(2, spotRun())));
    const [first] = await attemptsOf(id, 0);
    world.cloud.control.reclaim([first?.id ?? '']);
    const view = await viewUntil(engine, id, (one) => one.runs[0]?.billing === false);
    assert.deepEqual(statesOf(view), ['waiting-to-retry', 'alive']);
    assert.equal(view.finished, false);
    assert.equal(view.waitingRetries, 1);
    assert.equal(view.led, undefined);
    assert.equal((await attemptsOf(id, 0)).length, 1);
    await engine.cancel(id, { keepRunning: false });
  });

  it('launches no further attempt after the sweep was canceled', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(1, spotRun())));
    world.cloud.control.reclaim(alive(await attemptsOf(id, 0)));
    await viewUntil(engine, id, (one) => one.runs[0]?.state === 'waiting-to-retry');
    await engine.cancel(id, { keepRunning: false });
    const { view } = await engine.drive(id);
    assert.deepEqual(statesOf(view), ['interrupted']);
    assert.equal((await attemptsOf(id, 0)).length, 1);
  });

  it('counts by the reason of the end', async () => {
    const { id, view: before } = await launched(engine, requestFor(sweepOf(2, spotRun())));
    const bucket = before.bucket ?? '';
    const { view } = await driven(engine, id, async () => {
      for (const instance of await world.instances(id)) {
        if (instance.state === 'terminated') continue;
        // A failure isn't retried; a lost instance is, once.
        if (instance.tags['sweep:index'] === '1') world.cloud.control.kill([instance.id]);
        else {
          const run = { index: 0, name: 'run-0', instanceId: instance.id };
          await world.finish(bucket, id, run, { state: 'failed', exit: 1 });
          world.cloud.control.shutDown([instance.id]);
        }
      }
    });
    assert.deepEqual(statesOf(view), ['failed', 'lost']);
    assert.deepEqual([(await attemptsOf(id, 0)).length, (await attemptsOf(id, 1)).length], [1, 2]);
  });

  it('prefers spot instances, and takes on-demand ones after an interruption', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(1, spotRun({ spotFallback: true }))));
    const { view } = await driven(engine, id, async () => {
      const [latest] = (await attemptsOf(id, 0)).toReversed();
      if (latest?.state !== 'running') return;
      if (latest.spot) world.cloud.control.reclaim([latest.id]);
      else world.cloud.control.kill([latest.id]);
    });
    const instances = await attemptsOf(id, 0);
    assert.deepEqual(
      instances.map(({ spot }) => spot),
      [true, false, false],
    );
    assert.deepEqual(statesOf(view), ['lost']);
  });

  it('costs no more than was shown', async () => {
    const { id, preview } = await launched(engine, requestFor(sweepOf(2, spotRun({ spotFallback: true }))));
    const { view } = await driven(engine, id, async () => {
      world.cloud.control.reclaim(alive(await world.instances(id)));
    });
    assert.ok(view.accruedUsd > 0);
    assert.ok(view.accruedUsd <= preview.estimate.usd, `${view.accruedUsd} > ${preview.estimate.usd}`);
    const [run] = view.runs;
    const sum = (run?.earlier ?? []).reduce((usd, { costUsd = 0 }) => usd + costUsd, 0);
    assert.ok(sum > 0 && sum < (run?.accruedUsd ?? 0));
  });

  it('goes on in another process, and launches nothing twice when two drive at once', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(3, spotRun())));
    const other = hastyEngine('elsewhere');
    try {
      world.cloud.control.reclaim(alive(await world.instances(id)));
      const ends = await Promise.allSettled(
        [engine, other].map((driver) =>
          driven(driver, id, async () => {
            const instances = await world.instances(id);
            for (let index = 0; index < 3; index += 1) {
              const ofRun = instances.filter(({ tags }) => tags['sweep:index'] === String(index));
              assert.ok(alive(ofRun).length <= 1, `two instances of run ${index}`);
            }
            world.cloud.control.reclaim(alive(instances));
          }),
        ),
      );
      const refused = ends.filter(({ status }) => status === 'rejected');
      assert.equal(refused.length, 1);
      const view = await other.view(id);
      assert.deepEqual(statesOf(view), ['interrupted', 'interrupted', 'interrupted']);
      assert.equal((await world.instances(id)).length, 9);
    } finally {
      other.dispose();
    }
  });

  it('retries failed runs when a user requests it, with the cost shown before', async () => {
    const { id, view } = await launched(engine, requestFor(sweepOf(3)));
    const bucket = view.bucket ?? '';
    for (const run of view.runs) {
      const state = run.index === 0 ? 'succeeded' : 'failed';
      await world.finish(bucket, id, run, { state, exit: run.index === 0 ? 0 : 1 });
    }
    world.cloud.control.shutDown(alive(await world.instances(id)));
    await viewUntil(engine, id, (one) => one.runs.every(({ billing }) => !billing));
    const preview = await engine.previewRetry(id, { states: ['failed'] });
    assert.deepEqual(
      preview.runs.map(({ attempt, name }) => [name, attempt]),
      [
        ['run-1', 2],
        ['run-2', 2],
      ],
    );
    assert.ok(preview.runs.every(({ usd = 0, ttlSeconds = 0 }) => usd > 0 && ttlSeconds < 3600));
    const { view: after } = await engine.retry(preview, ignore);
    assert.deepEqual(statesOf(after), ['succeeded', 'alive', 'alive']);
    // What was previewed is launched once.
    await assert.rejects(
      engine.retry(preview, ignore),
      (error) => error instanceof Failure && error.code === 'StaleRetry',
    );
    await engine.cancel(id, { keepRunning: false });
    await assert.rejects(
      engine.previewRetry(id, { states: ['failed'] }),
      (error) => error instanceof Failure && error.code === 'SweepCancelled',
    );
  });

  it('says why a run is not retried', async () => {
    const { id } = await launched(engine, requestFor(sweepOf(1)));
    const preview = await engine.previewRetry(id, { runs: ['run-0'], states: [] });
    assert.deepEqual(preview.runs, []);
    assert.deepEqual(
      preview.refused.map(({ reason }) => reason),
      ['It has not ended.'],
    );
    await engine.cancel(id, { keepRunning: false });
  });
});

/** Polls a sweep until it is as expected. */
async function viewUntil(engine: Engine, id: string, isSo: (view: SweepView) => boolean): Promise<SweepView> {
  for (;;) {
    const view = await engine.view(id);
    if (isSo(view)) return view;
  }
}
