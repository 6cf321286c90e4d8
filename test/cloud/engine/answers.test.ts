import assert from 'node:assert/strict';
import { openEngine } from '../../../src/aws/open';
import type { LaunchOutcome, LaunchProgress } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import { newSelf } from '../../../src/engine/self';
import type { Sweep } from '../../../src/sweep/run';
import { FaultyEngine, type Mischief } from './faulty';
import { type Answer, ec2Error, type Passing } from './proxy';
import { requestFor, statesOf, sweepOf, World } from './world';

const isLaunch = ({ action, parameters }: Passing): boolean =>
  action === 'RunInstances' && parameters.get('DryRun') !== 'true';

const noCapacity = ec2Error(
  500,
  'InsufficientInstanceCapacity',
  'We currently do not have sufficient capacity.',
);

const expired = ec2Error(400, 'RequestExpired', 'Request has expired.');

const expiredForS3: Answer = {
  status: 400,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    '<?xml version="1.0"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>',
  ),
};

/** A region whose default network has subnets in three zones. */
const subnetsAnswer: Answer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    `<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0</requestId><subnetSet>${[
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]
      .map((zone) => `<item><availabilityZone>${zone}</availabilityZone><state>available</state></item>`)
      .join('')}</subnetSet></DescribeSubnetsResponse>`,
  ),
};

const withZones =
  (mischief: Mischief): Mischief =>
  (passing) =>
    passing.action === 'DescribeSubnets' ? Promise.resolve(subnetsAnswer) : mischief(passing);

describe('what EC2 answers to a launch', () => {
  let world: World;
  let faulty: FaultyEngine;
  let machines = 0;
  let told: LaunchProgress[];

  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());
  beforeEach(async () => {
    machines += 1;
    told = [];
    faulty = await FaultyEngine.start(world, `machine-${machines}`);
  });
  afterEach(async () => {
    const alive = (await faulty.engine.instances()).filter(({ state }) => /pending|running/.test(state));
    await faulty.engine.terminate(alive);
    await faulty.stop();
  });

  async function launch(sweep: Sweep): Promise<LaunchOutcome> {
    const request = requestFor({ ...sweep, name: `machine-${machines}` });
    const preview = await faulty.engine.preview(request);
    faulty.requests.length = 0;
    const outcome = await faulty.engine.launch(preview, (progress) => told.push(progress));
    await faulty.engine.settle();
    return outcome;
  }

  /** Refuses the first so many launches. */
  const refuse = (count: number, answer: ReturnType<typeof ec2Error>): void => {
    let left = count;
    faulty.mischief = withZones((passing) => {
      if (!isLaunch(passing) || left === 0) return undefined;
      left -= 1;
      return Promise.resolve(answer);
    });
  };

  const tokens = (): readonly (string | null)[] => faulty.launches().map((one) => one.get('ClientToken'));

  it('sends a throttled call again with the same token and the same bytes', async () => {
    refuse(3, ec2Error(503, 'RequestLimitExceeded', 'Request limit exceeded.'));
    const outcome = await launch(sweepOf(3));
    assert.deepEqual(statesOf(outcome.view), ['alive', 'alive', 'alive']);
    const calls = faulty.launches();
    assert.equal(calls.length, 4);
    assert.equal(new Set(calls.map((call) => call.toString())).size, 1);
  });

  it('launches once when the connection breaks after EC2 has done the work', async () => {
    let left = 3;
    faulty.mischief = (passing) => {
      if (!isLaunch(passing) || left === 0) return undefined;
      left -= 1;
      return passing.ask().then(() => Promise.reject(new Error('cable cut')));
    };
    const outcome = await launch(sweepOf(4));
    assert.equal(faulty.launches().length, 4);
    assert.equal((await world.instances(outcome.view.id)).length, 4);
    assert.equal(new Set(tokens()).size, 1);
  });

  it('takes for its own what a call of its token launched, though the request has become another one', async () => {
    let left = 1;
    faulty.mischief = (passing) => {
      if (!isLaunch(passing) || left === 0) return undefined;
      left -= 1;
      return passing
        .ask()
        .then(() => ec2Error(400, 'IdempotentParameterMismatch', 'Arguments on this idempotent request…'));
    };
    const outcome = await launch(sweepOf(3));
    assert.deepEqual(statesOf(outcome.view), ['alive', 'alive', 'alive']);
    assert.equal((await world.instances(outcome.view.id)).length, 3);
    assert.equal(faulty.launches().length, 1);
  });

  it('believes no refusal of a call whose first answer was lost, before it has looked for its instances', async () => {
    let tries = 0;
    faulty.mischief = (passing) => {
      if (!isLaunch(passing)) return undefined;
      tries += 1;
      if (tries === 1) return passing.ask().then(() => Promise.reject(new Error('cable cut')));
      return Promise.resolve(ec2Error(403, 'UnauthorizedOperation', 'You are not authorized any more.'));
    };
    const outcome = await launch(sweepOf(3));
    assert.deepEqual(statesOf(outcome.view), ['alive', 'alive', 'alive']);
    assert.equal((await world.instances(outcome.view.id)).length, 3);
    assert.equal(faulty.launches().length, 2);
  });

  it('tries the next type if there is no capacity, and then the zones', async () => {
    refuse(3, noCapacity);
    await launch(sweepOf(2, { instanceTypes: ['t3.micro', 't3a.micro'] }));
    assert.deepEqual(
      faulty.launches().map((call) => [call.get('InstanceType'), call.get('Placement.AvailabilityZone')]),
      [
        ['t3.micro', null],
        ['t3a.micro', null],
        ['t3.micro', 'us-east-1a'],
        ['t3.micro', 'us-east-1b'],
      ],
    );
    assert.equal(new Set(tokens()).size, 4, 'a token for each place');
  });

  it('waits when no place has room, and starts over', async () => {
    let zones = 0;
    faulty.mischief = (passing) => {
      if (passing.action === 'DescribeSubnets') {
        zones += 1;
        return Promise.resolve(subnetsAnswer);
      }
      if (!isLaunch(passing)) return undefined;
      return faulty.sleeps.some((sleep) => sleep >= 15_000) ? undefined : Promise.resolve(noCapacity);
    };
    const outcome = await launch(sweepOf(2));
    assert.deepEqual(statesOf(outcome.view), ['alive', 'alive']);
    assert.equal(zones, 1);
    assert.ok(told.some(({ message }) => /insufficient capacity/.test(message)));
  });

  it('gives a type up that no zone offers, in EC2’s words', async () => {
    faulty.mischief = (passing) =>
      isLaunch(passing)
        ? Promise.resolve(ec2Error(400, 'Unsupported', 'Your requested instance type is not supported.'))
        : undefined;
    const outcome = await launch(sweepOf(2));
    assert.deepEqual(statesOf(outcome.view), ['launch-failed', 'launch-failed']);
    assert.match(outcome.view.runs[0]?.reason ?? '', /not supported/);
    assert.equal(outcome.view.finished, true);
  });

  it('fails only the batch that is rejected', async () => {
    faulty.mischief = (passing) =>
      isLaunch(passing) && passing.parameters.get('InstanceType') === 't3.small'
        ? Promise.resolve(ec2Error(400, 'InvalidAMIID.NotFound', "The image id '[ami-1]' does not exist"))
        : undefined;
    const good = sweepOf(2);
    const bad = sweepOf(4, { instanceTypes: ['t3.small'] }).runs.slice(2);
    const outcome = await launch({ ...good, runs: [...good.runs, ...bad] });
    assert.deepEqual(statesOf(outcome.view), ['alive', 'alive', 'launch-failed', 'launch-failed']);
    assert.match(outcome.view.runs[3]?.reason ?? '', /ami-1/);
  });

  it('launches what a quota allows, and the rest as own instances end', async () => {
    const limit = 4; // vCPUs: two t3.micro
    const alive = async () =>
      (await faulty.engine.instances()).filter(({ state }) => /pending|running/.test(state));
    faulty.mischief = (passing) =>
      isLaunch(passing)
        ? alive().then((living) =>
            living.length + Number(passing.parameters.get('MaxCount')) > limit / 2
              ? ec2Error(
                  400,
                  'VcpuLimitExceeded',
                  `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows.`,
                )
              : passing.ask(),
          )
        : undefined;
    faulty.onSleep = async (milliseconds) => {
      if (milliseconds < 15_000) return;
      await faulty.engine.terminate((await alive()).slice(0, 1));
    };
    const outcome = await launch(sweepOf(5));
    const launched = await world.instances(outcome.view.id);
    assert.equal(launched.length, 5);
    assert.deepEqual(launched.map(({ tags }) => tags['sweep:index']).sort(), ['0', '1', '2', '3', '4']);
    assert.ok(told.some(({ message }) => /quota/.test(message)));
    const refused = faulty.launches().length - new Set(tokens()).size;
    assert.equal(refused, 0, 'no call is sent again blindly');
  });

  it('reports which quota it is if none of our own instances can free capacity', async () => {
    faulty.mischief = (passing) =>
      isLaunch(passing)
        ? Promise.resolve(
            ec2Error(
              400,
              'VcpuLimitExceeded',
              'More vCPU capacity than your current vCPU limit of 1 allows.',
            ),
          )
        : undefined;
    const outcome = await launch(sweepOf(2));
    assert.deepEqual(statesOf(outcome.view), ['launch-failed', 'launch-failed']);
    assert.match(
      outcome.view.runs[0]?.reason ?? '',
      /Standard.*\(L-1216C47A\) in us-east-1 allows \d+ vCPUs.*servicequotas.*quotas\/L-1216C47A/,
    );
    assert.equal(faulty.launches().length, 1);
  });

  it('never has more alive than max_concurrent, and launches them all in the end', async () => {
    let most = 0;
    faulty.onSleep = async () => {
      const alive = (await faulty.engine.instances()).filter(({ state }) => /pending|running/.test(state));
      most = Math.max(most, alive.length);
      await faulty.engine.terminate(alive.slice(0, 2));
    };
    const outcome = await launch(sweepOf(7, {}, { maxConcurrent: 3 }));
    assert.equal((await world.instances(outcome.view.id)).length, 7);
    assert.equal(most, 3);
  });

  it('spreads spot runs over the zones', async () => {
    faulty.mischief = withZones(() => undefined);
    await launch(sweepOf(30, { spot: true }));
    const calls = faulty.launches();
    assert.deepEqual(
      new Set(calls.map((call) => call.get('InstanceMarketOptions.MarketType'))),
      new Set(['spot']),
    );
    const zones = calls.map((call) => call.get('Placement.AvailabilityZone'));
    assert.deepEqual([...zones].sort(), ['us-east-1a', 'us-east-1b', 'us-east-1c']);
    assert.deepEqual(
      calls.map((call) => call.get('MaxCount')),
      ['10', '10', '10'],
    );
  });

  it('pauses when the credentials expire, and continues where it was', async () => {
    let allowed = 1;
    faulty.mischief = (passing) => {
      if (!isLaunch(passing) || allowed > 0) {
        if (isLaunch(passing)) allowed -= 1;
        return undefined;
      }
      return Promise.resolve(ec2Error(400, 'RequestExpired', 'Request has expired.'));
    };
    const good = sweepOf(2);
    const later = sweepOf(4, { instanceTypes: ['t3.small'] }).runs.slice(2);
    const sweep = { ...good, runs: [...good.runs, ...later], name: `machine-${machines}` };
    const request = requestFor(sweep);
    const preview = await faulty.engine.preview(request);
    await assert.rejects(
      faulty.engine.launch(preview, () => undefined),
      (error) => error instanceof Failure && error.kind === 'credentials',
    );
    const paused = await faulty.engine.view(preview.sweepId);
    assert.equal(paused.resumable, true);
    assert.equal(paused.runs.filter((run) => run.instance !== undefined).length, 2);
    faulty.mischief = () => undefined;
    await faulty.engine.resume(preview.sweepId, () => undefined);
    await faulty.engine.settle();
    assert.deepEqual((await world.instances(preview.sweepId)).map(({ tags }) => tags['sweep:index']).sort(), [
      '0',
      '1',
      '2',
      '3',
    ]);
  });

  it('continues at once with new credentials, though the old ones could not even give the lead back', async () => {
    const window = newSelf();
    const machine = `renewed-${machines}`;
    const before = await FaultyEngine.start(world, machine, window);
    let launched = false;
    before.mischief = (passing) => {
      if (!launched) {
        launched = isLaunch(passing);
        return undefined;
      }
      return Promise.resolve(passing.action.includes(' ') ? expiredForS3 : expired);
    };
    const good = sweepOf(2);
    const later = sweepOf(4, { instanceTypes: ['t3.small'] }).runs.slice(2);
    const request = requestFor({ ...good, runs: [...good.runs, ...later], name: machine });
    const preview = await before.engine.preview(request);
    try {
      await assert.rejects(
        before.engine.launch(preview, (progress) => told.push(progress)),
        (error) => error instanceof Failure && error.kind === 'credentials',
      );
      // By its second word a launch has its record: a face may offer to resume.
      assert.ok(told.length > 1);
    } finally {
      await before.stop();
    }
    const after = openEngine(world.connection(machine), window);
    try {
      await after.resume(preview.sweepId, () => undefined);
      await after.settle();
    } finally {
      after.dispose();
    }
    const instances = await world.instances(preview.sweepId);
    assert.deepEqual(instances.map(({ tags }) => tags['sweep:index']).sort(), ['0', '1', '2', '3']);
  });

  it('stops when the network is down, and reports how to continue', async () => {
    faulty.mischief = (passing) => (isLaunch(passing) ? Promise.reject(new Error('no network')) : undefined);
    await assert.rejects(
      launch(sweepOf(2)),
      (error) =>
        error instanceof Failure &&
        error.kind === 'network' &&
        /^No response from .* again\.$/.test(error.message),
    );
  });
});
