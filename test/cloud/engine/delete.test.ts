import assert from 'node:assert/strict';
import { Failure } from '../../../src/engine/failure';
import { ignore, launched, requestFor, sweepOf, World } from './world';

describe('deleting a sweep', () => {
  let world: World;
  const engine = () => world.engine('here');

  before(async () => {
    world = await World.start();
    await world.engine('settler').setUp();
  });
  after(() => world.stop());

  const sweep = (name: string) => requestFor({ ...sweepOf(2), name });

  /** A sweep that is over, with results. */
  async function finishedSweep(name: string) {
    const own = engine();
    const { id, preview, view } = await launched(own, sweep(name));
    const bucket = view.bucket ?? assert.fail('it has no bucket');
    for (const run of preview.plan.batches.flatMap((batch) => batch.runs))
      await world.finish(bucket, id, run, { state: 'succeeded', exit: 0, results: { 'a.txt': 'some' } });
    await own.cancel(id, { keepRunning: false });
    return { id, bucket, own };
  }

  const keysOf = async (bucket: string): Promise<readonly string[]> => {
    const keys: string[] = [];
    for await (const { key } of world.aws.store(bucket, 'us-east-1').list('sweeps/')) keys.push(key);
    return keys;
  };

  it('shows exactly what it then deletes, and leaves other sweeps as they are', async () => {
    const kept = await finishedSweep('kept');
    const { bucket, id, own } = await finishedSweep('gone');
    const before = await keysOf(bucket);
    const preview = await own.previewDeletion([id]);
    const mine = before.filter((key) => key.startsWith(`sweeps/${id}/`));
    assert.deepEqual(preview.refused, []);
    assert.deepEqual(
      preview.sweeps.map(({ bucket: where, id: which, objects, runs }) => [which, runs, where, objects]),
      [[id, 2, bucket, mine.length]],
    );
    assert.ok((preview.sweeps[0]?.bytes ?? 0) > 1000);
    assert.deepEqual(await keysOf(bucket), before, 'a preview deletes nothing');

    const { deleted, left } = await own.deleteSweeps(preview, ignore);
    assert.deepEqual([deleted.map((one) => one.id), left], [[id], []]);
    const after = await keysOf(bucket);
    assert.deepEqual(
      after,
      [...before.filter((key) => !mine.includes(key)), `sweeps/.deleted/${id}/deletion.json`].sort(),
    );
    assert.deepEqual(
      (await own.sweeps()).map((one) => one.id).filter((one) => one === id || one === kept.id),
      [kept.id],
    );
    await assert.rejects(own.view(id), { code: 'NoSuchSweep' });
    await assert.rejects(own.previewDeletion([id]), { code: 'NoSuchSweep' });
  });

  it('refuses while an instance incurs charges or a run has not ended', async () => {
    const own = engine();
    const { id } = await launched(own, sweep('running'));
    const before = await own.view(id);
    const { refused, sweeps } = await own.previewDeletion([id]);
    assert.deepEqual(sweeps, []);
    assert.match(refused[0]?.reason ?? '', /2 instances that still incur charges/);
    const keys = await keysOf(before.bucket ?? '');
    assert.ok(keys.includes(`sweeps/${id}/sweep.json`));
    await own.cancel(id, { keepRunning: false });
    assert.equal((await own.previewDeletion([id])).sweeps.length, 1);
  });

  it('keeps a sweep that is launched again between the preview and the answer', async () => {
    const { bucket, id, own } = await finishedSweep('again');
    const preview = await own.previewDeletion([id]);
    // Somebody starts an instance with the tags of the sweep.
    const other = await launched(world.engine('elsewhere'), sweep('other'));
    const [instance] = await world.instances(other.id);
    await world.aws.compute('us-east-1').tag([instance?.id ?? ''], { 'sweep:id': id });
    const { deleted, left } = await own.deleteSweeps(preview, ignore);
    assert.deepEqual(deleted, []);
    assert.match(left[0]?.reason ?? '', /1 instances that still incur charges/);
    assert.ok((await keysOf(bucket)).includes(`sweeps/${id}/sweep.json`));
  });

  it('is seen by machines that knew the sweep', async () => {
    const { id, own } = await finishedSweep('shared');
    const other = world.engine('another-machine');
    assert.ok((await other.sweeps()).some((one) => one.id === id));
    assert.equal((await other.view(id)).id, id);
    await own.deleteSweeps(await own.previewDeletion([id]), ignore);
    assert.ok(!(await other.sweeps()).some((one) => one.id === id));
    const later = world.engine('another-machine');
    assert.ok(!(await later.sweeps()).some((one) => one.id === id));
    await assert.rejects(later.view(id), (error) => error instanceof Failure && error.code === 'NoSuchSweep');
  });

  it('can be repeated after an interruption', async () => {
    const { bucket, id, own } = await finishedSweep('halfway');
    const preview = await own.previewDeletion([id]);
    const store = world.aws.store(bucket, 'us-east-1');
    for (const key of (await keysOf(bucket)).filter((one) => one.startsWith(`sweeps/${id}/runs/`)))
      await store.remove(key);
    const again = await world.engine('after-crash').previewDeletion([id]);
    assert.ok((again.sweeps[0]?.objects ?? 0) < (preview.sweeps[0]?.objects ?? 0));
    await own.deleteSweeps(again, ignore);
    assert.ok(!(await keysOf(bucket)).some((key) => key.startsWith(`sweeps/${id}/`)));
  });
});
