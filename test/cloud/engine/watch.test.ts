import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../src/engine/clock';
import { systemClock } from '../../../src/engine/system-clock';
import type { SweepView } from '../../../src/engine/view';
import { engineOn } from '../../engine-on';
import { ignore, requestFor, sweepOf, World } from './world';

const AT_ONCE = 1_100;
const LATER = 20;

/** Waits as long as a cloud without request limits needs. */
const impatient: Clock = {
  now: () => systemClock.now(),
  sleep: (milliseconds, signal) => systemClock.sleep(Math.min(milliseconds, 200), signal),
};

describe('polls of a thousand instances and more', () => {
  let world: World;
  before(async () => {
    world = await World.start({ quotas: { onDemandVcpus: 1_000_000 } });
  });
  after(() => world.stop());

  it('ask for those alone that do not run any more, and miss none that begins to run unseen', async () => {
    const there = engineOn(world.connection('there'), impatient);
    const here = engineOn(world.connection('here'), systemClock);
    const request = requestFor({ ...sweepOf(AT_ONCE + LATER), maxConcurrent: AT_ONCE });
    const preview = await there.engine.preview(request);
    const launching = there.engine.launch(preview, ignore);
    launching.catch(ignore);
    while (!(await here.engine.sweeps()).some(({ id }) => id === preview.sweepId)) await delay(50);

    const pages = (): number => here.cloud.calls()['DescribeInstances'] ?? 0;
    const poll = async (): Promise<SweepView & { readonly asked: number }> => {
      const before = pages();
      const [view] = await here.engine.views([preview.sweepId]);
      assert.ok(view !== undefined);
      return { ...view, asked: pages() - before };
    };
    const count = ({ runs }: SweepView, state: string): number =>
      runs.filter((run) => run.state === state).length;
    const pollUntil = async (done: (view: SweepView & { readonly asked: number }) => boolean) => {
      for (;;) {
        const view = await poll();
        if (done(view)) return view;
        await delay(50);
      }
    };

    const begun = await pollUntil((view) => count(view, 'running') === AT_ONCE && view.asked === 1);
    assert.equal(count(begun, 'queued'), LATER);

    // Someone ends some, and the others take their places while no one looks.
    const compute = world.aws.compute(world.cloud.region);
    const ended = begun.runs.slice(0, LATER).flatMap(({ instanceId }) => instanceId ?? []);
    await compute.terminate(ended);
    const { view } = await launching;
    for (;;) {
      const instances = await world.instances(preview.sweepId);
      if (instances.filter(({ state }) => state === 'running').length === AT_ONCE) break;
      await delay(50);
    }
    assert.equal(view.runs.length, AT_ONCE + LATER);

    const full = await poll();
    assert.equal(count(full, 'running'), AT_ONCE);
    assert.deepEqual(
      full.runs
        .filter(({ state }) => state !== 'running')
        .map(({ instanceId }) => instanceId)
        .sort(),
      [...ended].sort(),
    );
    const settled = await poll();
    assert.equal(settled.asked, 1);
    assert.deepEqual(
      settled.runs.map(({ index, instance, state }) => [index, instance, state]),
      full.runs.map(({ index, instance, state }) => [index, instance, state]),
    );
    there.engine.dispose();
    here.engine.dispose();
  }).timeout(180_000);
});
