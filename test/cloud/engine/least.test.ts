import assert from 'node:assert/strict';
import { launched, requestFor, statesOf, sweepOf, World } from './world';

describe('an EC2 that fills MinCount only', () => {
  let world: World;
  before(async () => {
    world = await World.start({ fills: 'least' });
  });
  after(() => world.stop());

  it('launches every run, one by one, and none twice', async () => {
    const size = 40;
    const { id, view } = await launched(world.engine(), requestFor(sweepOf(size)));
    assert.deepEqual(
      statesOf(view),
      sweepOf(size).runs.map(() => 'alive'),
    );
    const instances = await world.instances(id);
    assert.deepEqual(
      instances.map(({ tags }) => Number(tags['sweep:index'])).sort((a, b) => a - b),
      sweepOf(size).runs.map(({ index }) => index),
    );
    assert.equal(new Set(instances.map(({ tags }) => tags['Name'])).size, size);
  });
});
