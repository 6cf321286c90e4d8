import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { FaultyEngine } from './faulty';
import { ignore, launched, requestFor, sweepOf, World } from './world';

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
    const { view } = await faulty.engine.launch(preview, ignore);
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
    const made = (await faulty.engine.ownedResources()).ownedResources;
    assert.deepEqual(
      made.filter(({ kind }) => kind === 'security-group').map(({ name }) => name),
      [group],
    );
    await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
    while ((await world.instances(preview.sweepId)).some(({ state }) => state !== 'terminated')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await faulty.engine.remove(made);
    assert.deepEqual((await faulty.engine.ownedResources()).ownedResources, []);
  });

  it('uses no group that only has its name, and withdraws the address that it had before', async () => {
    const ec2 = new EC2Client(world.connection('here'));
    try {
      const taken = new CreateSecurityGroupCommand({
        GroupName: 'spawn-ssh',
        Description: 'somebody else’s',
      });
      const { GroupId: foreign } = await ec2.send(taken);
      const { view, id } = await launched(faulty.engine, requestFor(sweepOf(1)));
      const [instance] = view.runs.map((run) => run.instance);
      assert.ok(instance !== undefined);
      let groups: string[] = [];
      faulty.mischief = ({ action, parameters }) => {
        if (action !== 'ModifyInstanceAttribute') return undefined;
        groups = [...parameters].filter(([name]) => /^GroupId/.test(name)).map(([, value]) => value);
        return Promise.resolve(modified);
      };
      await faulty.engine.openSsh(instance, { user: 'ec2-user' });
      const group = groups.at(-1);
      assert.ok(group !== undefined && group !== foreign);
      const rules = async (): Promise<readonly (string | undefined)[]> => {
        const found = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }));
        const [{ IpPermissions = [] } = {}] = found.SecurityGroups ?? [];
        return IpPermissions.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)).sort();
      };
      assert.deepEqual(await rules(), ['203.0.113.7/32']);
      // A colleague's rule, and one manually, stay.
      const allow = (CidrIp: string, Description: string) =>
        ec2.send(
          new AuthorizeSecurityGroupIngressCommand({
            GroupId: group,
            IpPermissions: [
              { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp, Description }] },
            ],
          }),
        );
      await allow('198.51.100.1/32', 'Spawn 00000000 arn:aws:iam::000000000000:user/colleague');
      await allow('198.51.100.2/32', 'by hand');
      const moved = await FaultyEngine.start(world, 'here', undefined, undefined, '203.0.113.99');
      try {
        moved.mischief = faulty.mischief;
        await moved.engine.openSsh(instance, { user: 'ec2-user' });
      } finally {
        await moved.stop();
      }
      assert.deepEqual(await rules(), ['198.51.100.1/32', '198.51.100.2/32', '203.0.113.99/32']);
      assert.ok((await faulty.engine.ownedResources()).ownedResources.every(({ name }) => name !== foreign));
      await faulty.engine.cancel(id, { keepRunning: false });
    } finally {
      ec2.destroy();
    }
  });
});
