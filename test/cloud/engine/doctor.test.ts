import assert from 'node:assert/strict';
import type { Check } from '../../../src/engine/doctor/check';
import { systemClock } from '../../../src/engine/system-clock';
import { documentedPolicy, policyOf } from '../../documented-policies';
import { engineOn } from '../../engine-on';
import { FaultyEngine } from './faulty';
import { newPerson } from './person';
import { ec2Error } from './proxy';
import { World } from './world';

const verdicts = (checks: readonly Check[]): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));

const messageOf = (checks: readonly Check[], name: string): string =>
  checks.find((check) => check.name === name)?.message ?? assert.fail(`no ${name}`);

const allOk = {
  region: 'ok',
  credentials: 'ok',
  clock: 'ok',
  bucket: 'ok',
  role: 'ok',
  network: 'ok',
  quota: 'ok',
  launch: 'ok',
};

describe('a check of the setup', () => {
  let world: World;
  before(async () => {
    world = await World.start({
      quotas: { onDemandVcpus: 8, spotVcpus: 4 },
      zonesWithoutSubnet: ['us-west-2a', 'us-west-2b', 'us-west-2c', 'us-west-2d'],
    });
  });
  after(() => world.stop());

  it('creates nothing, and names what a first launch creates', async () => {
    const engine = world.engine('first');
    const checks = await engine.checkUp('t3.micro');
    assert.deepEqual(verdicts(checks), allOk);
    assert.match(
      messageOf(checks, 'bucket'),
      /spawn-results-\d+-us-east-1 doesn't exist yet\. .*spawn setup/,
    );
    assert.match(messageOf(checks, 'role'), /spawn-instance-.*don't exist yet/);
    assert.equal((await engine.setupState()).steps.length, 3);
    assert.deepEqual(await engine.instances(), []);
    assert.deepEqual(await engine.sweeps(), []);
  });

  it('shows the quotas as numbers of instances', async () => {
    const engine = world.engine('settled');
    await engine.setUp();
    const checks = await engine.checkUp('m7i.xlarge');
    assert.match(messageOf(checks, 'bucket'), /exists and can be used/);
    assert.match(
      messageOf(checks, 'quota'),
      /\(L-1216C47A\): 8 vCPUs\. .*\(L-34B43A08\): 4 vCPUs\. Up to 2 instances of m7i\.xlarge/,
    );
    const large = await engine.checkUp('m7i.4xlarge');
    assert.equal(verdicts(large)['quota'], 'problem');
    assert.match(messageOf(large, 'quota'), /Up to 0 instances .* request an increase/);
  });

  it('reports what is missing for the policy of launches alone, and that it suffices', async () => {
    const person = await newPerson(world, 'launcher', [
      policyOf(
        documentedPolicy('### Launching, watching, canceling', { account: '000000000000', partition: 'aws' }),
      ),
    ]);
    const checks = await person.engine.checkUp('t3.micro');
    assert.deepEqual(verdicts(checks), { ...allOk, quota: 'unknown' });
    assert.match(messageOf(checks, 'quota'), /servicequotas:GetServiceQuota/);
    person.dispose();
  });

  it('reports a user who may do nothing', async () => {
    const person = await newPerson(world, 'nobody', ['{"Version":"2012-10-17","Statement":[]}']);
    const checks = await person.engine.checkUp('t3.micro');
    assert.equal(verdicts(checks)['credentials'], 'ok');
    assert.equal(verdicts(checks)['launch'], 'problem');
    assert.match(messageOf(checks, 'launch'), /permission|allow|authorized/i);
    person.dispose();
  });

  it('reports credentials that AWS rejects, and checks nothing with them', async () => {
    const checks = await world
      .engine('expired', { credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wrong' } })
      .checkUp('t3.micro');
    assert.equal(verdicts(checks)['credentials'], 'problem');
    assert.deepEqual(
      [
        ...new Set(
          Object.entries(verdicts(checks))
            .filter(([name]) => name !== 'credentials')
            .map(([, one]) => one),
        ),
      ],
      ['unknown'],
    );
  });

  it('reports a region without a default subnet, with the command that helps', async () => {
    const checks = await world.engine('west', { region: 'us-west-2' }).checkUp('t3.micro');
    assert.equal(verdicts(checks)['network'], 'warning');
    assert.match(messageOf(checks, 'network'), /aws ec2 create-default-vpc --region us-west-2/);
  });

  it('reports a clock that is wrong', async () => {
    for (const [minutes, expected] of [
      [-10, /600 seconds slow/],
      [10, /600 seconds fast/],
    ] as const) {
      const clock = { ...systemClock, now: () => systemClock.now() + minutes * 60_000 };
      const { engine } = engineOn(world.connection('clock'), clock);
      const checks = await engine.checkUp('t3.micro');
      assert.match(messageOf(checks, 'clock').replace(/(?:599|601) /, '600 '), expected);
      assert.equal(verdicts(checks)['launch'], 'ok');
      engine.dispose();
    }
  });

  it('passes on why EC2 would refuse to launch', async () => {
    const faulty = await FaultyEngine.start(world, 'blocked');
    faulty.mischief = ({ action }) =>
      action === 'RunInstances'
        ? Promise.resolve(ec2Error(400, 'VPCIdNotSpecified', 'No default VPC for this user'))
        : undefined;
    const checks = await faulty.engine.checkUp('t3.micro');
    assert.equal(verdicts(checks)['launch'], 'problem');
    assert.match(messageOf(checks, 'launch'), /default VPC/);
    await faulty.stop();
  });
});
