import assert from 'node:assert/strict';
import { Failure } from '../../../src/engine/failure';
import { InstanceRoles } from '../../../src/engine/launch/instance-roles';
import { FakeClock } from './fake-clock';

describe('the roles of a launch', () => {
  const clock = new FakeClock();
  let asked: string[] = [];
  let failing = false;
  const roles = new InstanceRoles(
    {
      instanceRole: async (profile) => {
        asked.push(profile);
        if (failing) throw new Failure('network', 'ENOTFOUND', 'No network.');
        return { id: `AROA${asked.length}`, stsUrl: 'https://sts.us-east-1.amazonaws.com' };
      },
    },
    clock,
    undefined,
  );
  const idOf = async (profile: string) => (await roles.of(profile, 'us-east-1')).id;

  it('are asked for once a minute at most, and again after a failure', async () => {
    assert.deepEqual(await Promise.all([idOf('a'), idOf('a'), idOf('b')]), ['AROA1', 'AROA1', 'AROA2']);
    await clock.advance(59_999);
    assert.equal(await idOf('a'), 'AROA1');
    await clock.advance(1);
    failing = true;
    await assert.rejects(idOf('a'), Failure);
    failing = false;
    assert.equal(await idOf('a'), 'AROA4');
    assert.deepEqual(asked, ['a', 'b', 'a', 'a']);
    asked = [];
  });
});
