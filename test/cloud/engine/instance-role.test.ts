import assert from 'node:assert/strict';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { logObjectKey } from '../../../src/engine/record/keys';
import { runOf } from '../../sample-sweep';
import { FaultyEngine } from './faulty';
import { launched, requestFor, World } from './world';

const name = 'research';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

describe('the role that a launch relies on', () => {
  let world: World;
  let faulty: FaultyEngine;

  beforeEach(async () => {
    world = await World.start();
    faulty = await FaultyEngine.start(world, 'here');
    await faulty.engine.setUp();
  });
  afterEach(async () => {
    await faulty.stop();
    await world.stop();
  });

  it('is looked at once for all calls of a launch, and again by the next launch, for it may be another one', async () => {
    await makeProfile();
    const first = await makeRole();
    assert.deepEqual(await launchThree(), { looks: 1, roles: [first, first, first] });
    const second = await remakeRole();
    assert.notEqual(second, first);
    assert.deepEqual(await launchThree(), { looks: 1, roles: [second, second, second] });
  });

  /** Three calls, for they differ in their instance types. */
  async function launchThree() {
    const types = ['t3.micro', 't3.small', 't3.medium'];
    const runs = types.map((type, index) => runOf(index, { instanceTypes: [type], iamRole: name }));
    const from = faulty.requests.length;
    const { id } = await launched(faulty.engine, requestFor({ name: 'test', runs }));
    const made = faulty.requests.slice(from).map(({ action }) => action);
    return {
      looks: made.filter((action) => action === 'GetInstanceProfile').length,
      roles: await rolesIn(id),
    };
  }

  /** Ids of the roles by which the instances of each call write. */
  async function rolesIn(sweepId: string): Promise<readonly string[]> {
    const { account } = await faulty.engine.identity();
    const store = world.aws.store(`spawn-results-${account}-us-east-1`, 'us-east-1');
    const log = (await store.readText(logObjectKey(sweepId, 0))) ?? '';
    return [...log.matchAll(/"roleId":"([^"]+)"/g)].map(([, id = '']) => id);
  }

  const makeProfile = () =>
    world.iam((iam) => iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name })));

  const makeRole = () =>
    world.iam(async (iam) => {
      const made = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
      return made.Role?.RoleId ?? '';
    });

  const remakeRole = async () => {
    await world.iam(async (iam) => {
      await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
      await iam.send(new DeleteRoleCommand({ RoleName: name }));
    });
    return makeRole();
  };
});
