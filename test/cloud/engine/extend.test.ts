import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine';
import type { ExtensionPreview } from '../../../src/engine/extend/new-end';
import { expiryTag } from '../../../src/plan/plan';
import type { Sweep } from '../../../src/sweep/run';
import { FaultyEngine } from './faulty';
import { launched, requestFor, sweepOf, World } from './world';

const hour = 3_600_000;

describe('extending what runs, through the AWS SDK', () => {
  let world: World;
  let engine: Engine;

  before(async () => {
    world = await World.start();
    engine = world.engine();
  });
  after(() => world.stop());

  const launch = (...args: Parameters<typeof sweepOf>) => launchSweep(sweepOf(...args));

  function launchEndless() {
    const [run, ...runs] = sweepOf(1).runs;
    assert.ok(run !== undefined);
    const { ttlSeconds, ...settings } = run.settings;
    return launchSweep({ name: 'endless', runs: [{ ...run, settings }, ...runs] });
  }

  async function launchSweep(sweep: Sweep) {
    const { id } = await launched(engine, requestFor(sweep));
    const view = await engine.view(id);
    return { id, view, instances: view.runs.flatMap(({ instance }) => instance ?? []) };
  }

  const reasonsOf = ({ refused }: ExtensionPreview): readonly string[] => refused.map(({ reason }) => reason);

  it('moves the tag, and with it what every machine shows as end and as projected cost', async () => {
    const { id, view: before } = await launch(3);
    const chosen = before.runs.slice(0, 2).flatMap(({ instance }) => instance ?? []);
    const preview = await engine.previewExtension(chosen, 7200);
    assert.deepEqual(
      preview.extensions.map(({ from, name, until }) => [name, until - from]),
      [
        ['run-0', 2 * hour],
        ['run-1', 2 * hour],
      ],
    );
    assert.deepEqual([preview.refused, preview.unpriced, preview.notes], [[], 0, []]);
    // 2 × 2h × ($0.0104, CPU credits at most, 8 GiB and an address), as the estimate has it.
    const perHour = (await engine.preview(requestFor(sweepOf(1)))).estimate.usd;
    assert.ok(Math.abs(preview.addedUsd - 4 * perHour) < 1e-9, String(preview.addedUsd));
    assert.deepEqual(
      (await engine.view(id)).runs.map(({ expiresAt }) => expiresAt),
      before.runs.map(({ expiresAt }) => expiresAt),
      'a preview moves nothing',
    );

    await engine.extend(preview);
    const tags = new Map((await world.instances(id)).map((one) => [one.tags['Name'], one.tags[expiryTag]]));
    for (const here of [engine, world.engine('elsewhere')]) {
      const view = await here.view(id);
      const added = view.runs.map(
        (run, index) => (run.expiresAt ?? 0) - (before.runs[index]?.expiresAt ?? 0),
      );
      assert.deepEqual(added, [2 * hour, 2 * hour, 0]);
      assert.deepEqual(
        view.runs.map((run) => tags.get(run.name)),
        view.runs.map((run) => new Date(run.expiresAt ?? 0).toISOString().replace(/\.\d+/, '')),
      );
      const more = view.projectedUsd - before.projectedUsd;
      assert.ok(Math.abs(more - preview.addedUsd) < 1e-6, `${more} of ${preview.addedUsd}`);
    }

    // EC2 forgets an instance with its tags; the record does not.
    await engine.terminate(await world.instances(id));
    await world.instances(id).then((all) =>
      world.aws.compute('us-east-1').tag(
        all.map((one) => one.id),
        { [expiryTag]: '2026-01-27T10:15:00Z' },
      ),
    );
    const { runs } = await world.engine('third').view(id);
    assert.deepEqual(
      runs.map(({ expiresAt }, index) => (expiresAt ?? 0) - (before.runs[index]?.expiresAt ?? 0)),
      [2 * hour, 2 * hour, 0],
    );
  });

  it('reports why it can’t extend some, and extends the others', async () => {
    const { id, instances } = await launch(2, { ttlSeconds: 29 * 86_400 });
    const { instances: endless } = await launchEndless();
    const [one, other] = instances;
    assert.ok(one !== undefined && other !== undefined);
    await engine.extend(await engine.previewExtension([one], 86_400));
    await engine.terminate([other]);
    const all = [...(await world.instances(id)), ...endless];
    const preview = await engine.previewExtension(all, 3600);
    assert.deepEqual(preview.extensions, []);
    assert.deepEqual(
      new Set(reasonsOf(preview)),
      new Set([
        'run-0 already has a ttl of 30 days, which is the maximum.',
        `run-1 is ${all.find(({ id: known }) => known === other.id)?.state}, so it has no TTL to extend.`,
        'run-0 has no ttl to extend.',
      ]),
    );
    await engine.extend(preview);

    const { instances: long } = await launch(1, { ttlSeconds: 29 * 86_400 });
    assert.deepEqual(reasonsOf(await engine.previewExtension(long, 2 * 86_400)), [
      'The ttl of run-0 would exceed 30 days, which is the maximum. You can add up to 1d.',
    ]);
  });

  it('warns of a budget that ends the sweep before', async () => {
    const { id, instances } = await launch(1, {}, { budget: 0.11 });
    assert.deepEqual((await engine.previewExtension(instances, 60)).notes, []);
    assert.deepEqual((await engine.previewExtension(instances, 86_400)).notes, [
      `The budget of ${id}, $0.11, might cancel it before then.`,
    ]);
  });

  it('believes no tag that the agent would not follow', async () => {
    const { id, view } = await launch(1);
    const { expiresAt = 0, instanceId = '' } = view.runs[0] ?? {};
    for (const tag of ['soon', '', new Date(expiresAt - hour).toISOString(), '2099-01-01T00:00:00Z']) {
      await world.aws.compute('us-east-1').tag([instanceId], { [expiryTag]: tag });
      assert.equal((await engine.view(id)).runs[0]?.expiresAt, expiresAt, tag);
    }
  });

  it('extends an orphan by its tags alone', async () => {
    const { instances } = await launch(1);
    const [instance] = instances;
    assert.ok(instance !== undefined);
    const tags = { ...instance.tags, 'sweep:id': 'sweep-of-nobody-20260127-101500' };
    const { extensions, unpriced } = await engine.previewExtension([{ ...instance, tags }], 3600);
    assert.deepEqual(
      [extensions.map(({ until }) => until), unpriced],
      [[Date.parse(instance.tags[expiryTag] ?? '') + hour], 0],
    );
  });

  it('reports how many were extended before it failed, and records those', async () => {
    const { id, view } = await launch(1);
    const faulty = await FaultyEngine.start(world, 'faulty');
    try {
      const instance = view.runs[0]?.instance;
      assert.ok(instance !== undefined);
      const { extensions, ...rest } = await faulty.engine.previewExtension([instance], 3600);
      const [first] = extensions;
      assert.ok(first !== undefined);
      const gone = {
        ...first,
        until: first.until + hour,
        instance: { ...instance, id: 'i-0123456789abcdef0' },
      };
      await assert.rejects(faulty.engine.extend({ ...rest, extensions: [first, gone] }), {
        code: 'ExtendedInPart',
        message: /^The TTL of 1 of 2 instances was extended; the others keep their TTL\. /,
      });
      assert.equal((await engine.view(id)).runs[0]?.expiresAt, first.until);
      await assert.rejects(faulty.engine.extend({ ...rest, extensions: [gone] }), { code: /NotFound/ });
    } finally {
      await faulty.stop();
    }
  });
});
