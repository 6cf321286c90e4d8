import assert from 'node:assert/strict';
import type { Sweep } from '../../../src/sweep/run';
import { FaultyEngine, type Mischief } from './faulty';
import { ec2Error } from './proxy';
import { launched, requestFor, sweepOf, World } from './world';

const denied = ec2Error(403, 'UnauthorizedOperation', 'You are not authorized to perform this operation.');

/** Refuses these actions. */
const deny =
  (...actions: readonly string[]): Mischief =>
  ({ action }) =>
    actions.includes(action) ? Promise.resolve(denied) : undefined;

describe('an account with a zone that has no default subnet', () => {
  let world: World;
  let faulty: FaultyEngine;
  let machines = 0;

  before(async () => {
    world = await World.start({
      zonesWithoutSubnet: ['us-east-1e', 'us-west-2a', 'us-west-2b', 'us-west-2c'],
    });
  });
  after(() => world.stop());
  beforeEach(async () => {
    machines += 1;
    faulty = await FaultyEngine.start(world, `machine-${machines}`);
  });
  afterEach(() => faulty.stop());

  const launch = (sweep: Sweep) =>
    launched(faulty.engine, requestFor({ ...sweep, name: `zones-${machines}` }));

  const zonesOf = async (sweepId: string): Promise<readonly string[]> =>
    (await world.instances(sweepId)).map(({ availabilityZone }) => availabilityZone);

  it('gets all of 60 spot runs, spread over the other zones', async () => {
    const { id } = await launch(sweepOf(60, { spot: true }));
    const zones = await zonesOf(id);
    assert.equal(zones.length, 60);
    assert.deepEqual(
      [...new Set(zones)].sort(),
      ['a', 'b', 'c', 'd', 'f'].map((letter) => `us-east-1${letter}`),
    );
    assert.equal(faulty.launches().length, 5, 'no call is refused');
  });

  it('gets all on-demand runs after a refusal for want of room', async () => {
    faulty.mischief = ({ action, parameters }) =>
      action === 'RunInstances' &&
      parameters.get('DryRun') !== 'true' &&
      parameters.get('Placement.AvailabilityZone') !== 'us-east-1f'
        ? Promise.resolve(ec2Error(500, 'InsufficientInstanceCapacity', 'No capacity.'))
        : undefined;
    const { id } = await launch(sweepOf(4));
    assert.deepEqual(await zonesOf(id), ['us-east-1f', 'us-east-1f', 'us-east-1f', 'us-east-1f']);
  });

  it('gets them even if this user may not look at subnets: the zone refuses once, and is left out', async () => {
    faulty.mischief = deny('DescribeSubnets');
    const { id } = await launch(sweepOf(60, { spot: true }));
    const zones = await zonesOf(id);
    assert.equal(zones.length, 60);
    assert.ok(!zones.includes('us-east-1e'));
    const asked = faulty.launches().filter((call) => call.get('Placement.AvailabilityZone') === 'us-east-1e');
    assert.equal(asked.length, 1);
  });

  it('gets them even if this user may look at nothing: no zone is named', async () => {
    faulty.mischief = deny('DescribeSubnets', 'DescribeAvailabilityZones');
    const { id } = await launch(sweepOf(20, { spot: true }));
    assert.equal((await zonesOf(id)).length, 20);
    assert.ok(faulty.launches().every((call) => call.get('Placement.AvailabilityZone') === null));
  });

  it('reports what to do if a named zone has none, and if the region has none at all', async () => {
    const named = await launch(sweepOf(1, { availabilityZone: 'us-east-1e' }));
    assert.match(named.view.runs[0]?.reason ?? '', /No default subnet.*specify another zone, subnet/);
    machines += 1;
    const none = await launch(sweepOf(1, { region: 'us-west-2' }));
    assert.match(none.view.runs[0]?.reason ?? '', /no default VPC in us-west-2.*create-default-vpc/);
  });
});
