import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Failure } from '../../../src/engine/failure';
import type { Instance } from '../../../src/engine/ports';
import { FaultyEngine } from './faulty';
import { ec2Error, type Passing } from './proxy';
import { ignore, requestFor, runOf, settingsOf, statesOf, sweepOf, World } from './world';

const isLaunch = ({ action, parameters }: Passing): boolean =>
  action === 'RunInstances' && parameters.get('DryRun') !== 'true';
const alive = (instances: readonly Instance[]): readonly Instance[] =>
  instances.filter(({ state }) => state === 'pending' || state === 'running');

/** Something that a test opens when it is ready. */
class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

describe('several windows on one sweep', () => {
  let world: World;
  let faulty: FaultyEngine;
  let machines = 0;

  before(async () => {
    world = await World.start();
    await world.engine('settler').setUp();
  });
  after(() => world.stop());
  beforeEach(async () => {
    machines += 1;
    faulty = await FaultyEngine.start(world, `window-${machines}`);
  });
  afterEach(() => faulty.stop());

  const request = (...input: Parameters<typeof sweepOf>) =>
    requestFor({ ...sweepOf(...input), name: `window-${machines}` });

  /** Begins a launch whose call waits for the gate, and answers once it does. */
  async function launchAtGate(size: number) {
    const gate = new Gate();
    const begun = new Gate();
    faulty.mischief = (passing) => {
      if (!isLaunch(passing)) return undefined;
      begun.open();
      return gate.opened.then(() => passing.ask());
    };
    const asked = request(size);
    const preview = await faulty.engine.preview(asked);
    const launching = faulty.engine.launch(preview, ignore);
    await begun.opened;
    return { gate, launching, preview };
  }

  it('let one lead while the others watch', async () => {
    const { gate, launching, preview } = await launchAtGate(3);
    for (const machine of [`window-${machines}`, 'another-machine']) {
      const other = world.engine(machine);
      const seen = await other.view(preview.sweepId);
      assert.deepEqual(statesOf(seen), ['launching', 'launching', 'launching']);
      assert.equal(seen.resumable, false);
      await assert.rejects(
        other.resume(preview.sweepId, ignore),
        (error) => error instanceof Failure && error.code === 'AnotherLeads' && /twice/.test(error.message),
      );
    }
    gate.open();
    assert.deepEqual(statesOf((await launching).view), ['alive', 'alive', 'alive']);
    assert.equal((await world.instances(preview.sweepId)).length, 3);
    await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
  });

  it('show a sweep as being launched from when it is written down, however long its preview was looked at', async () => {
    const asked = request(2);
    // The preview was five minutes ago, for the cloud too.
    faulty.ahead = -300_000;
    faulty.mischief = async (passing) => {
      const { headers, ...answer } = await passing.ask();
      return { ...answer, headers: { ...headers, date: new Date(Date.now() - 300_000).toUTCString() } };
    };
    const preview = await faulty.engine.preview(asked);
    faulty.ahead = 0;
    const [begun, gate] = [new Gate(), new Gate()];
    faulty.mischief = (passing) => {
      if (!/^PUT .*\/lease\.json$/.test(passing.action)) return undefined;
      begun.open();
      return gate.opened.then(() => passing.ask());
    };
    const launching = faulty.engine.launch(preview, ignore);
    await begun.opened;
    const seen = await world.engine('another-machine').view(preview.sweepId);
    assert.deepEqual([statesOf(seen), seen.resumable], [['queued', 'queued'], false]);
    gate.open();
    assert.deepEqual(statesOf((await launching).view), ['alive', 'alive']);
    await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
  });

  it('cancel in one ends the launch in the other, and leaves nothing alive of a call under way', async () => {
    const { gate, launching, preview } = await launchAtGate(3);
    const other = await FaultyEngine.start(world, 'other-window');
    // Whoever cancels looks again for a while: here until the call has gone through.
    other.onSleep = async () => gate.open();
    const { view } = await other.engine.cancel(preview.sweepId, { keepRunning: false });
    assert.deepEqual(statesOf(view), ['cancelled', 'cancelled', 'cancelled']);
    const outcome = await launching;
    assert.deepEqual(statesOf(outcome.view), ['cancelled', 'cancelled', 'cancelled']);
    assert.deepEqual(alive(await world.instances(preview.sweepId)), []);
    await other.stop();
  });

  it('keep what runs and launch no more, when that is asked for', async () => {
    const asked = request(5, {}, { maxConcurrent: 2 });
    const preview = await faulty.engine.preview(asked);
    const other = world.engine('keeper');
    let cancelled = false;
    faulty.onSleep = async () => {
      if (cancelled || (await world.instances(preview.sweepId)).length < 2) return;
      cancelled = true;
      await other.cancel(preview.sweepId, { keepRunning: true });
      await other.terminate((await world.instances(preview.sweepId)).slice(0, 1));
    };
    const { view } = await faulty.engine.launch(preview, ignore);
    assert.equal((await world.instances(preview.sweepId)).length, 2);
    // Three that were never launched, and the one that was ended manually.
    assert.equal(statesOf(view).filter((state) => state === 'cancelled').length, 4);
    assert.equal(alive(await world.instances(preview.sweepId)).length, 1);
    assert.equal(view.resumable, false);
    await other.cancel(preview.sweepId, { keepRunning: false });
    assert.deepEqual(alive(await world.instances(preview.sweepId)), []);
  });

  it('end single runs without stopping the launch in the other', async () => {
    const asked = request(4, {}, { maxConcurrent: 2 });
    const preview = await faulty.engine.preview(asked);
    const other = world.engine('dropper');
    let dropped: string | undefined;
    faulty.onSleep = async () => {
      const living = alive(await world.instances(preview.sweepId));
      if (dropped === undefined && living.length === 2) {
        dropped = living[0]?.id;
        await other.view(preview.sweepId);
        await other.terminate(living.slice(0, 1));
      } else await world.aws.compute('us-east-1').terminate(living.slice(0, 1).map(({ id }) => id));
    };
    const { view } = await faulty.engine.launch(preview, ignore);
    assert.equal((await world.instances(preview.sweepId)).length, 4);
    const seen = await faulty.engine.view(preview.sweepId);
    assert.equal(seen.runs.find((run) => run.instanceId === dropped)?.state, 'cancelled');
    assert.equal(seen.runs.filter((run) => run.state === 'cancelled').length, 1);
    await faulty.engine.cancel(view.id, { keepRunning: false });
  });

  it('cancel ends what costs money even if the bucket cannot be written', async () => {
    const asked = request(3);
    const preview = await faulty.engine.preview(asked);
    await faulty.engine.launch(preview, ignore);
    faulty.mischief = ({ action }) =>
      action.startsWith('PUT /')
        ? Promise.resolve(ec2Error(403, 'AccessDenied', 'Access Denied'))
        : undefined;
    await assert.rejects(
      faulty.engine.cancel(preview.sweepId, { keepRunning: false }),
      (error) =>
        error instanceof Failure && error.code === 'CancelUnrecorded' && /^3 instances/.test(error.message),
    );
    assert.deepEqual(alive(await world.instances(preview.sweepId)), []);
    faulty.mischief = () => undefined;
    const { view } = await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
    assert.deepEqual(statesOf(view), ['cancelled', 'cancelled', 'cancelled']);
  });

  it('continue after one was stopped, without its journal', async () => {
    const asked = request(6, {}, { maxConcurrent: 2 });
    const preview = await faulty.engine.preview(asked);
    const stop = new AbortController();
    faulty.onSleep = async () => stop.abort();
    await assert.rejects(
      faulty.engine.launch(preview, ignore, stop.signal),
      (error) =>
        error instanceof Failure && error.kind === 'cancelled' && /Resume the sweep/.test(error.message),
    );
    assert.equal((await faulty.engine.view(preview.sweepId)).resumable, true);
    await fs.rm(path.join(world.folder, `window-${machines}`, 'journals'), { recursive: true });
    const heir = await FaultyEngine.start(world, `window-${machines}`);
    heir.onSleep = async () => {
      await heir.engine.terminate(alive(await world.instances(preview.sweepId)).slice(0, 1));
    };
    await heir.engine.resume(preview.sweepId, ignore);
    await heir.engine.settle();
    assert.deepEqual((await world.instances(preview.sweepId)).map(({ tags }) => tags['sweep:index']).sort(), [
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
    await heir.engine.cancel(preview.sweepId, { keepRunning: false });
    await heir.stop();
  });

  it('give launches of one second ids of their own, from one process and from several', async () => {
    const asked = request(1);
    const other = await FaultyEngine.start(world, `window-${machines}-beside`);
    const engines = [faulty.engine, faulty.engine, other.engine];
    const previews = await Promise.all(engines.map((engine) => engine.preview(asked)));
    const told: (string | undefined)[] = [];
    const outcomes = await Promise.all(
      engines.map((engine, at) => {
        const preview = previews[at];
        assert.ok(preview !== undefined);
        return engine.launch(preview, ({ sweepId }) => {
          told[at] = sweepId;
        });
      }),
    );
    const ids = outcomes.map(({ view }) => view.id);
    assert.equal(new Set(ids).size, 3, ids.join(' '));
    assert.deepEqual(told, ids, 'each launch says the id that it got');
    for (const [at, id] of ids.entries()) {
      assert.equal((await world.instances(id)).length, 1);
      await engines[at]?.cancel(id, { keepRunning: false });
    }
    await other.stop();
  });

  it('launch a preview once', async () => {
    const asked = request(1);
    const preview = await faulty.engine.preview(asked);
    const [first, second] = await Promise.allSettled([
      faulty.engine.launch(preview, ignore),
      faulty.engine.launch(preview, ignore),
    ]);
    assert.equal(first.status, 'fulfilled');
    assert.ok(
      second.status === 'rejected' &&
        second.reason instanceof Failure &&
        second.reason.code === 'StalePreview',
    );
    await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
  });

  it('stop at a spot_max_price below the current price unless they are set to wait for it', async () => {
    const asked = request(1, { spot: true, spotMaxPrice: 0.0001 });
    const preview = await faulty.engine.preview(asked);
    assert.match(preview.tooLow ?? '', /no instance starts until the price falls/);
    await assert.rejects(
      faulty.engine.launch(preview, ignore),
      (error) =>
        error instanceof Failure &&
        error.code === 'SpotMaxPriceTooLow' &&
        /--wait-for-price/.test(error.message),
    );
    const waits = new AbortController();
    const before = faulty.launches().length;
    faulty.onSleep = async () => {
      if (faulty.launches().length > before) waits.abort(new Error('enough'));
    };
    const waiting = { ...asked, waitForPrice: true };
    await assert.rejects(
      faulty.engine.launch(await faulty.engine.preview(waiting), ignore, waits.signal),
      /enough|stopped/,
    );
    assert.ok(faulty.launches().length > before, 'it was asked for all the same');
    faulty.onSleep = async () => undefined;
  });

  it('make nothing in the account where EC2 would refuse every call', async () => {
    const asked = request(2, { subnet: 'subnet-0123456789abcdef0', iamPolicy: ['s3:ReadOnly'] });
    const preview = await faulty.engine.preview(asked);
    assert.match(preview.refused ?? '', /subnet/i);
    assert.ok(preview.setup.length > 0, 'there would be a role to make');
    await assert.rejects(
      faulty.engine.launch(preview, ignore),
      (error) => error instanceof Failure && error.code === 'AllRefused' && /subnet/i.test(error.message),
    );
    const again = await faulty.engine.preview(asked);
    assert.deepEqual(again.setup, preview.setup, 'nothing was made');
    const sweeps = await faulty.engine.sweeps();
    assert.ok(sweeps.every(({ id }) => id !== preview.sweepId));
  });

  it('create nothing in an account without a default VPC, and ask for a subnet', async () => {
    faulty.mischief = ({ action }) =>
      action === 'RunInstances'
        ? Promise.resolve(ec2Error(400, 'VPCIdNotSpecified', 'No default VPC for this user.'))
        : undefined;
    const asked = request(2, { iamPolicy: ['s3:ReadOnly:no-network'] });
    const preview = await faulty.engine.preview(asked);
    assert.ok(preview.setup.length > 0, 'there would be a role to make');
    await assert.rejects(
      faulty.engine.launch(preview, ignore),
      (error) =>
        error instanceof Failure &&
        error.code === 'AllRefused' &&
        /no default VPC .*Specify a subnet/.test(error.message),
    );
    assert.deepEqual(faulty.launches(), []);
    assert.deepEqual((await faulty.engine.preview(asked)).setup, preview.setup, 'nothing was made');
  });

  it('launch the others where EC2 would refuse one call of several', async () => {
    const bad = runOf(0, { subnet: 'subnet-0123456789abcdef0' });
    const asked = requestFor({ name: `window-${machines}`, runs: [bad, runOf(1)] });
    const preview = await faulty.engine.preview(asked);
    assert.equal(preview.refused, undefined);
    const { view } = await faulty.engine.launch(preview, ignore);
    assert.deepEqual(
      view.runs.map(({ state }) => state === 'launch-failed'),
      [true, false],
    );
    await faulty.engine.cancel(view.id, { keepRunning: false });
  });

  it('refuse what is above the budget, before anything is made', async () => {
    const asked = request(3, {}, { budget: 0.01 });
    const preview = await faulty.engine.preview(asked);
    await assert.rejects(
      faulty.engine.launch(preview, ignore),
      (error) => error instanceof Failure && error.code === 'BudgetExceeded' && /\$0\.01/.test(error.message),
    );
    assert.deepEqual(await world.instances(preview.sweepId), []);
  });

  it('refuse a budget that can’t be guaranteed, before anything is created, and report what is missing', async () => {
    const unknown = { instanceTypes: ['u-3tb1.56xlarge'], region: 'sa-east-1' };
    const cases: readonly (readonly [Parameters<typeof request>[1], RegExp])[] = [
      [unknown, /The price of u-3tb1\.56xlarge in sa-east-1.* is unknown: .*`price: 4\.10`.*omit `budget`/],
      [{ onComplete: 'stop' }, /`on_complete: stop` leaves disks/],
    ];
    for (const [settings, sentence] of cases) {
      const asked = request(1, settings, { budget: 1_000_000 });
      const preview = await faulty.engine.preview(asked);
      await assert.rejects(
        faulty.engine.launch(preview, ignore),
        (error) => error instanceof Failure && error.code === 'BudgetNotHeld' && sentence.test(error.message),
      );
      assert.deepEqual(await world.instances(preview.sweepId), []);
    }
  });

  it('launch several regions side by side, and poll each with one call', async () => {
    const runs = ['us-east-1', 'eu-west-1', 'us-east-1', 'eu-west-1'].map((region, index) => ({
      ...runOf(index),
      settings: settingsOf({ region }),
    }));
    const asked = requestFor({ name: `window-${machines}`, runs });
    const preview = await faulty.engine.preview(asked);
    const { view } = await faulty.engine.launch(preview, ignore);
    assert.deepEqual(
      view.runs.map((run) => [run.region, run.instance?.region]),
      runs.map(({ settings }) => [settings.region, settings.region]),
    );
    assert.equal(new Set(view.runs.map((run) => run.instance?.id)).size, 4);
    faulty.requests.length = 0;
    await faulty.engine.views([view.id]);
    assert.deepEqual(faulty.requests.map(({ action }) => action.replace(/ .*/, '')).sort(), [
      'DescribeInstances',
      'DescribeInstances',
      'GET',
    ]);
    const { terminated } = await faulty.engine.cancel(view.id, { keepRunning: false });
    assert.equal(terminated, 4);
  });
});

describe('an EC2 that shows new instances late', () => {
  let world: World;
  before(async () => {
    world = await World.start({ consistencyLagMs: 1_500, iamPropagationMs: 0 });
    await world.engine('settler').setUp();
  });
  after(() => world.stop());

  it('hides nothing: they are pending, never lost, and a cancel waits until it has them all', async () => {
    const engine = world.engine();
    const asked = requestFor(sweepOf(3));
    const preview = await engine.preview(asked);
    const { view } = await engine.launch(preview, ignore);
    assert.deepEqual(statesOf(view), ['alive', 'alive', 'alive']);
    assert.equal(view.runs.filter((run) => run.instanceId !== undefined).length, 3);
    const { terminated, view: after } = await engine.cancel(preview.sweepId, { keepRunning: false });
    assert.equal(terminated, 3);
    assert.deepEqual(statesOf(after), ['cancelled', 'cancelled', 'cancelled']);
    assert.deepEqual(alive(await world.instances(preview.sweepId)), []);
  });

  it('does not make a second window launch again what it cannot see yet', async () => {
    const engine = world.engine('first');
    const asked = requestFor({ ...sweepOf(3), name: 'late' });
    const preview = await engine.preview(asked);
    await engine.launch(preview, ignore);
    await fs.rm(path.join(world.folder, 'first', 'journals'), { recursive: true });
    const heir = world.engine('first');
    await heir.resume(preview.sweepId, ignore);
    await heir.cancel(preview.sweepId, { keepRunning: false });
    assert.equal((await world.instances(preview.sweepId)).length, 3);
  });
});
