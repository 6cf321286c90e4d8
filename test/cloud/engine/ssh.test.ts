import assert from 'node:assert/strict';
import { FaultyEngine } from './faulty';
import { ignore, requestFor, sweepOf, World } from './world';

describe('ssh', () => {
  let world: World;
  let faulty: FaultyEngine;

  before(async () => {
    world = await World.start();
    await world.engine('settler').setUp();
  });
  after(() => world.stop());
  beforeEach(async () => {
    faulty = await FaultyEngine.start(world, 'here');
  });
  afterEach(() => faulty.stop());

  const actions = (): readonly string[] => faulty.requests.map(({ action }) => action);
  const modified = {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(
      '<ModifyInstanceAttributeResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0</requestId><return>true</return></ModifyInstanceAttributeResponse>',
    ),
  };

  it('is opened for this address alone, only when it is wanted, and closed with the rest', async () => {
    const request = requestFor(sweepOf(2));
    const preview = await faulty.engine.preview(request);
    const { view } = await faulty.engine.launch(preview, request, ignore);
    assert.deepEqual(
      actions().filter((action) => /SecurityGroup/.test(action)),
      [],
      'a launch makes no group',
    );
    const [first, second] = view.runs.map((run) => run.instance);
    assert.ok(first !== undefined && second !== undefined);

    faulty.mischief = ({ action }) =>
      action === 'ModifyInstanceAttribute' ? Promise.resolve(modified) : undefined;
    faulty.requests.length = 0;
    await faulty.engine.openSsh(first, { user: 'ec2-user' });
    const rule = faulty.requests.find(({ action }) => action === 'AuthorizeSecurityGroupIngress')?.parameters;
    assert.deepEqual(
      ['FromPort', 'ToPort', 'IpProtocol', 'IpRanges.1.CidrIp'].map((name) =>
        rule?.get(`IpPermissions.1.${name}`),
      ),
      ['22', '22', 'tcp', '203.0.113.7/32'],
    );
    const group = rule?.get('GroupId');
    const change = faulty.requests.find(({ action }) => action === 'ModifyInstanceAttribute')?.parameters;
    assert.equal(change?.get('InstanceId'), first.id);
    assert.ok([...(change?.values() ?? [])].includes(group ?? 'none'), 'the group joins those it has');

    faulty.requests.length = 0;
    await faulty.engine.openSsh(second, { user: 'ec2-user' });
    assert.deepEqual(
      actions().filter((action) => /Create|Authorize/.test(action)),
      [],
      'the group is made once',
    );
    const made = await faulty.engine.belongings();
    assert.deepEqual(
      made.filter(({ kind }) => kind === 'security-group').map(({ name }) => name),
      [group],
    );
    await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
    while ((await world.instances(preview.sweepId)).some(({ state }) => state !== 'terminated')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await faulty.engine.remove(made);
    assert.deepEqual(await faulty.engine.belongings(), []);
  });
});
