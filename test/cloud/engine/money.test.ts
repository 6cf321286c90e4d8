import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Clock } from '../../../src/engine/clock';
import type { Engine } from '../../../src/engine/engine';
import type { Instance } from '../../../src/engine/ports';
import { systemClock } from '../../../src/engine/system-clock';
import type { SweepView } from '../../../src/engine/view';
import type { Charge } from '../../../src/local/protocols/ec2/meter';
import type { RunSettings } from '../../../src/sweep/run';
import { engineOn } from '../../engine-on';
import { ignore, requestFor, runOf, World } from './world';

const minute = 60_000;
const cent = 0.005;
/** USD: a disk goes a moment after its instance, and EC2 does not say when. */
const aMoment = 0.0001;

/** What may happen to a sweep, one thing after the other. */
type Step =
  | { readonly kind: 'wait'; readonly minutes: number }
  /** The job of a run ends well, and its agent acts on `on_complete`. */
  | { readonly kind: 'finish'; readonly run: number }
  | { readonly kind: 'host-fails'; readonly run: number }
  | { readonly kind: 'terminate'; readonly run: number }
  | { readonly kind: 'extend'; readonly run: number; readonly minutes: number }
  | { readonly kind: 'cancel' };

const settings: fc.Arbitrary<Partial<RunSettings>> = fc
  .record({
    type: fc.constantFrom('t3.micro', 't2.micro', 't4g.small', 'm7i.large'),
    cpuCredits: fc.constantFrom(undefined, 'standard' as const, 'unlimited' as const),
    spot: fc.boolean(),
    volumeSize: fc.constantFrom(undefined, 8, 500),
    onComplete: fc.constantFrom('terminate' as const, 'keep' as const, 'stop' as const),
    minutes: fc.integer({ min: 5, max: 600 }),
  })
  .map(({ cpuCredits, minutes, onComplete, spot, type, volumeSize }) => ({
    instanceTypes: [type],
    onComplete,
    // EC2 refuses to stop what it may take back.
    spot: spot && onComplete !== 'stop',
    ttlSeconds: minutes * 60,
    ...(cpuCredits === undefined ? {} : { cpuCredits }),
    ...(volumeSize === undefined ? {} : { volumeSize }),
  }));

const places = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 400 }).map((minutes): Step => ({ kind: 'wait', minutes })),
  },
  { weight: 3, arbitrary: places.map((run): Step => ({ kind: 'finish', run })) },
  { weight: 1, arbitrary: places.map((run): Step => ({ kind: 'host-fails', run })) },
  { weight: 1, arbitrary: places.map((run): Step => ({ kind: 'terminate', run })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('extend' as const),
      run: places,
      minutes: fc.integer({ min: 5, max: 300 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'cancel' }) },
);

const lives = ({ state }: Instance): boolean => state === 'running' || state === 'pending';
const usdOf = ({ address, credits, instance, volume }: Charge): number =>
  instance + credits + volume + address;

describe('the cost', () => {
  let world: World;
  let engine: Engine;
  let sweeps = 0;

  before(async () => {
    world = await World.start();
    // The engine's clock is the cloud's, and waiting takes no time.
    const clock: Clock = {
      now: () => world.cloud.control.now(),
      sleep: (milliseconds, signal) => systemClock.sleep(milliseconds === 20_000 ? milliseconds : 1, signal),
    };
    ({ engine } = engineOn(world.connection('here'), clock));
    await engine.setUp();
  });
  after(async () => {
    engine.dispose();
    await world.stop();
  });

  /** What the cloud has charged for a sweep by now, USD. */
  const charged = (sweepId: string): number =>
    world.cloud.control
      .bill()
      .filter((charge) => charge.sweepId === sweepId)
      .reduce((sum, charge) => sum + usdOf(charge), 0);

  /** Agents end their instances when their time is over, but for those whose user data never ran. */
  async function endExpired(view: SweepView, broken: boolean): Promise<void> {
    const now = world.cloud.control.now();
    for (const { expiresAt, instance } of view.runs) {
      if (broken || instance === undefined || expiresAt === undefined || expiresAt > now) continue;
      if (lives(instance)) world.cloud.control.shutDown([instance.id]);
    }
    await settled(view.id);
  }

  /** Whatever leaves its state has arrived in the next one. */
  async function settled(sweepId: string): Promise<void> {
    const passing = ['pending', 'shutting-down', 'stopping'];
    while ((await world.instances(sweepId)).some(({ state }) => passing.includes(state))) {
      world.cloud.control.advance(1_000);
    }
  }

  async function take(one: Step, view: SweepView, broken: boolean): Promise<void> {
    const { control } = world.cloud;
    const run = 'run' in one ? view.runs[one.run % view.runs.length] : undefined;
    const instance = run?.instance;
    switch (one.kind) {
      case 'wait': {
        // No further than to the next end of a TTL, which an agent keeps to the second.
        const now = control.now();
        const ends = view.runs.flatMap(({ expiresAt }) =>
          expiresAt !== undefined && expiresAt > now ? [expiresAt] : [],
        );
        control.advance(Math.min(one.minutes * minute, ...ends.map((end) => end - now)));
        await endExpired(view, broken);
        return;
      }
      case 'finish': {
        if (run === undefined || instance === undefined || !lives(instance) || run.endedAt !== undefined)
          return;
        await world.finish(view.bucket ?? '', view.id, run, { state: 'succeeded', exit: 0 });
        if (instance.tags['spawn:on-complete'] !== 'keep') control.shutDown([instance.id]);
        break;
      }
      case 'host-fails':
        if (instance !== undefined) control.kill([instance.id]);
        break;
      case 'terminate':
        if (instance !== undefined && lives(instance)) await engine.terminate([instance]);
        break;
      case 'extend':
        if (instance === undefined || !lives(instance)) return;
        await engine.extend(await engine.previewExtension([instance], one.minutes * 60));
        return;
      case 'cancel':
        await engine.cancel(view.id, { keepRunning: false });
        break;
    }
    await settled(view.id);
  }

  async function launch(all: readonly Partial<RunSettings>[]): Promise<string> {
    sweeps += 1;
    const request = requestFor({
      name: `bill-${sweeps}`,
      runs: all.map((each, index) => runOf(index, each)),
    });
    const preview = await engine.preview(request);
    const { view } = await engine.launch(preview, ignore);
    await engine.settle();
    await settled(view.id);
    // The estimate is a bound from the first moment on.
    assert.ok(charged(view.id) <= preview.estimate.usd + 1e-9);
    return view.id;
  }

  it('never exceeds what has accrued and what the TTLs allow, and is what was shown in the end', async function () {
    this.timeout(300_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(settings, { minLength: 1, maxLength: 3 }),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (runs, steps, broken) => {
          const id = await launch(runs);
          for (const one of steps) {
            await take(one, await engine.view(id), broken);
            const meter = charged(id);
            const { accruedUsd, projectedUsd, unpriced } = await engine.view(id);
            assert.equal(unpriced, 0);
            assert.ok(
              meter <= projectedUsd + aMoment,
              `${JSON.stringify(one)}: ${meter} was charged, and ${projectedUsd} allowed`,
            );
            assert.ok(accruedUsd <= projectedUsd + 1e-9);
          }
          await engine.cancel(id, { keepRunning: false });
          await settled(id);
          const meter = charged(id);
          const shown = await engine.view(id);
          assert.ok(
            Math.abs(shown.accruedUsd - meter) < cent,
            `${shown.accruedUsd} is shown, ${meter} charged`,
          );
          assert.ok(shown.runs.every(({ billing }) => !billing));
          // EC2 forgets them within the hour; the bill does not change.
          world.cloud.control.advance(120 * minute);
          assert.deepEqual(await world.instances(id), []);
          assert.equal((await engine.view(id)).accruedUsd, shown.accruedUsd);
          assert.equal(charged(id), meter);
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 25) },
    );
  });

  it('shows an instance that is running after its TTL: its own state, more than the projected cost, orphaned', async () => {
    const id = await launch([
      { ttlSeconds: 600, onComplete: 'keep' },
      { ttlSeconds: 3600, onComplete: 'keep' },
    ]);
    const before = await engine.view(id);
    world.cloud.control.advance(12 * minute);
    const grace = await engine.view(id);
    assert.deepEqual(
      grace.runs.map(({ overdue, state }) => [state, overdue]),
      [
        ['running', undefined],
        ['running', undefined],
      ],
      'shutting down takes its time',
    );
    world.cloud.control.advance(20 * minute);
    const view = await engine.view(id);
    assert.deepEqual(
      view.runs.map(({ overdue, state }) => [state, overdue]),
      [
        ['overdue', true],
        ['running', undefined],
      ],
    );
    assert.match(view.runs[0]?.reason ?? '', /user data never ran/);
    assert.equal(view.finished, false);
    assert.ok(view.projectedUsd > before.projectedUsd, 'no TTL bounds it any more');
    const orphans = await engine.orphans();
    assert.deepEqual(
      orphans.filter(({ tags }) => tags['sweep:id'] === id).map(({ id: one }) => one),
      [view.runs[0]?.instance?.id],
    );
    await engine.cancel(id, { keepRunning: false });
    assert.deepEqual(
      (await engine.view(id)).runs.map(({ state }) => state),
      ['cancelled', 'cancelled'],
    );
  });

  it('counts the disks of stopped instances on, and ends them once their TTL is over', async () => {
    const id = await launch([
      { ttlSeconds: 7200, onComplete: 'stop', volumeSize: 500 },
      { ttlSeconds: 7200, onComplete: 'stop', volumeSize: 500 },
    ]);
    const { bucket, runs } = await engine.view(id);
    const [first] = runs;
    assert.ok(first !== undefined);
    await world.finish(bucket ?? '', id, first, { state: 'succeeded', exit: 0 });
    world.cloud.control.shutDown(runs.flatMap(({ instance }) => instance?.id ?? []));
    await settled(id);
    await engine.view(id);
    world.cloud.control.advance(5 * minute);
    const stopped = await engine.view(id);
    assert.deepEqual(
      stopped.runs.map((run) => [run.state, run.billing, run.stopped]),
      [
        ['succeeded', true, true],
        ['lost', true, true],
      ],
    );
    // 500 GiB at $0.08 a month each.
    assert.ok(Math.abs((stopped.runs[0]?.hourlyUsd ?? 0) - (500 * 0.08) / 730) < 1e-9);
    world.cloud.control.advance(60 * minute);
    const later = await engine.view(id);
    const disks = (2 * 500 * 0.08) / 730;
    assert.ok(Math.abs(later.accruedUsd - stopped.accruedUsd - disks) < 0.001);
    world.cloud.control.advance(65 * minute);
    await engine.view(id);
    await settled(id);
    assert.deepEqual(
      (await world.instances(id)).map(({ state }) => state),
      ['terminated', 'terminated'],
    );
    const over = await engine.view(id);
    assert.deepEqual(
      over.runs.map((run) => [run.state, run.billing]),
      [
        ['succeeded', false],
        ['lost', false],
      ],
    );
    assert.match(over.runs[1]?.reason ?? '', /operating system shut down/, 'as it was told when it stopped');
    assert.ok(Math.abs(over.accruedUsd - charged(id)) < cent);
  });
});
