import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Engine, LaunchProgress } from '../../../src/engine/engine';
import type { SweepView } from '../../../src/engine/view';
import { ignore, launched, requestFor, sweepOf, World } from './world';

describe('the life of a sweep, through the AWS SDK', () => {
  let world: World;
  let engine: Engine;

  before(async () => {
    world = await World.start();
    engine = world.engine();
  });
  after(() => world.stop());

  const launch = (size: number, onProgress?: (progress: LaunchProgress) => void) =>
    launched(engine, requestFor(sweepOf(size)), onProgress);

  it('knows who it is', async () => {
    const identity = await engine.identity();
    assert.match(identity.account, /^\d{12}$/);
    assert.equal(identity.region, 'us-east-1');
  });

  it('previews without creating anything', async () => {
    const preview = await engine.preview(requestFor(sweepOf(3)));
    assert.deepEqual(
      preview.setup.map(({ kind }) => kind),
      ['bucket', 'role', 'instance-profile'],
    );
    assert.equal(preview.plan.size, 3);
    assert.deepEqual(preview.notes, []);
    assert.equal(preview.calls['RunInstances'], 1);
    assert.ok(preview.estimate.usd > 0);
    assert.deepEqual(await engine.instances(), []);
    assert.deepEqual(await engine.sweeps(), []);
    assert.equal((await engine.preview(requestFor(sweepOf(3)))).setup.length, 3);
  });

  it('launches three runs in one call, names them, watches them end and collects what they wrote', async () => {
    const seen: LaunchProgress[] = [];
    const { apiCalls, id, preview, view: begun } = await launch(3, (progress) => seen.push(progress));
    assert.equal(apiCalls['RunInstances'], 1);
    assert.deepEqual(
      seen.at(-1),
      { sweepId: id, launched: 3, failed: 0, size: 3, message: '3 of 3 launched' },
      'the last thing told',
    );
    const instances = await world.instances(id);
    assert.deepEqual(
      instances.map(({ tags }) => [tags['Name'], tags['sweep:index'], tags['spawn:managed']]).sort(),
      [0, 1, 2].map((index) => [`run-${index}`, String(index), 'true']),
    );
    assert.deepEqual(
      (await engine.sweeps()).map((sweep) => [sweep.id, sweep.name, sweep.size]),
      [[id, 'test', 3]],
    );
    const { bucket } = begun;
    assert.ok(bucket !== undefined);
    for (const run of preview.plan.batches.flatMap((batch) => batch.runs)) {
      await world.finish(bucket, id, run, {
        state: run.index === 2 ? 'failed' : 'succeeded',
        exit: run.index === 2 ? 7 : 0,
        results: { 'result.txt': `Result: ${run.index}\n`, 'deep/er.json': `{"score": ${run.index / 10}}` },
      });
    }
    const view = await engine.view(id);
    assert.deepEqual(
      view.runs.map((run) => [run.name, run.state, run.exitCode]),
      [
        ['run-0', 'succeeded', 0],
        ['run-1', 'succeeded', 0],
        ['run-2', 'failed', 7],
      ],
    );
    assert.equal(view.finished, true);
    assert.equal(view.resumable, false);
    assert.ok(view.accruedUsd > 0 && view.projectedUsd >= view.accruedUsd);

    const results = path.join(world.folder, 'results');
    const first = await engine.collect(id, results, ignore);
    assert.deepEqual([first.files, first.unchanged, first.runs], [6, 0, 3]);
    assert.equal(await fs.readFile(path.join(results, 'run-1/result.txt'), 'utf8'), 'Result: 1\n');
    assert.match(await fs.readFile(path.join(results, 'results.csv'), 'utf8'), /^name,value,state,/);
    const again = await engine.collect(id, results, ignore);
    assert.deepEqual([again.files, again.unchanged], [0, 6]);

    await engine.terminate(await world.instances(id));
  });

  it('cancels: no instance of the sweep is running afterwards, and canceling again changes nothing', async () => {
    const { id } = await launch(5);
    const { terminated, view } = await engine.cancel(id, { keepRunning: false });
    assert.equal(terminated, 5);
    assert.deepEqual(new Set(view.runs.map((run) => run.state)), new Set(['cancelled']));
    assert.equal(view.finished, true);
    const alive = (await world.instances(id)).filter(({ state }) => !/terminated|shutting-down/.test(state));
    assert.deepEqual(alive, []);
    assert.equal((await engine.cancel(id, { keepRunning: false })).terminated, 0);
  });

  it('remembers how and when instances ended, of which EC2 reports one briefly and the other not at all', async () => {
    const { id } = await launch(2);
    const [first, second] = await world.instances(id);
    assert.ok(first !== undefined && second !== undefined);
    world.cloud.control.kill([first.id]);
    while ((await world.instances(id)).find((one) => one.id === first.id)?.state !== 'terminated');
    const told = (view: SweepView) => view.runs.find((run) => run.instanceId === first.id);
    const before = told(await engine.view(id));
    assert.equal(before?.state, 'lost');
    assert.match(before?.reason ?? '', /host failed/);
    assert.equal(before?.billing, false);
    world.cloud.control.advance(2 * 3_600_000);
    assert.ok(
      (await world.instances(id)).every((one) => one.id !== first.id),
      'EC2 has forgotten it',
    );
    const after = told(await engine.view(id));
    assert.deepEqual(
      [after?.state, after?.reason, after?.endedAt, after?.accruedUsd],
      [before?.state, before?.reason, before?.endedAt, before?.accruedUsd],
    );
    await engine.terminate([second]);
  });

  it('shows another machine the same sweep, and lets it cancel', async () => {
    const { id } = await launch(2);
    const elsewhere = world.engine('elsewhere');
    assert.ok((await elsewhere.sweeps()).some((sweep) => sweep.id === id));
    const there = await elsewhere.view(id);
    assert.deepEqual(
      there.runs.map((run) => run.instance?.id),
      (await engine.view(id)).runs.map((run) => run.instance?.id),
    );
    await elsewhere.cancel(id, { keepRunning: false });
    assert.deepEqual(
      (await engine.view(id)).runs.map((run) => run.state),
      ['cancelled', 'cancelled'],
    );
  });
});
