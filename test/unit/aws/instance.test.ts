import assert from 'node:assert/strict';
import { instanceOf } from '../../../src/aws/ec2/instance';

const launched = new Date('2026-01-27T10:15:00Z');
const described = {
  InstanceId: 'i-1',
  State: { Name: 'running' },
  Placement: { AvailabilityZone: 'us-east-1a' },
  InstanceType: 't3.micro',
  AmiLaunchIndex: 3,
  LaunchTime: launched,
  ImageId: 'ami-1',
  Tags: [{ Key: 'Name', Value: 'lr-0.1' }, { Key: 'team' }],
  PublicIpAddress: '203.0.113.7',
  PrivateIpAddress: '172.31.0.9',
} as const;
const ended = (state: 'stopped' | 'terminated', transition: string) =>
  instanceOf('us-east-1', {
    ...described,
    State: { Name: state },
    StateTransitionReason: transition,
    Tags: [],
  });

describe('an instance that EC2 describes', () => {
  it('has every field in the words of the engine', () =>
    assert.deepEqual(instanceOf('us-east-1', { ...described, Tags: [...described.Tags] }), {
      id: 'i-1',
      region: 'us-east-1',
      availabilityZone: 'us-east-1a',
      type: 't3.micro',
      state: 'running',
      launchIndex: 3,
      launchedAt: launched.getTime(),
      spot: false,
      tags: { Name: 'lr-0.1', team: '' },
      imageId: 'ami-1',
      stateReason: undefined,
      endedAt: undefined,
      publicIp: '203.0.113.7',
      privateIp: '172.31.0.9',
    }));

  it('without an ID is none', () => assert.equal(instanceOf('us-east-1', {}), undefined));

  it('is a Spot Instance only by its lifecycle', () => {
    const of = (InstanceLifecycle: 'spot' | 'scheduled') =>
      instanceOf('us-east-1', { InstanceId: 'i-1', InstanceLifecycle })?.spot;
    assert.deepEqual([of('spot'), of('scheduled')], [true, false]);
  });

  it('ends at the time in the reason of its transition, in UTC', () => {
    const at = Date.parse('2026-01-27T10:15:00Z');
    assert.equal(ended('stopped', 'User initiated (2026-01-27 10:15:00 GMT)')?.endedAt, at);
    assert.equal(ended('terminated', 'User initiated (2026-01-27 10:15:00 UTC)')?.endedAt, at);
    for (const reason of ['', 'Server.SpotInstanceTermination', 'User initiated (2026-13-27 10:15:00 GMT)'])
      assert.equal(ended('terminated', reason)?.endedAt, undefined, reason);
  });

  it('that is running has no end, although its last transition has a time', () => {
    const StateTransitionReason = 'User initiated (2026-01-27 10:15:00 GMT)';
    const of = (Name: 'pending' | 'running') =>
      instanceOf('us-east-1', { InstanceId: 'i-1', State: { Name }, StateTransitionReason })?.endedAt;
    assert.deepEqual([of('pending'), of('running')], [undefined, undefined]);
  });

  it('has one reason: the code with its message, or else the transition', () => {
    const of = (Code: string | undefined, Message: string | undefined, transition = 'User initiated') =>
      instanceOf('us-east-1', {
        InstanceId: 'i-1',
        StateReason: { Code, Message },
        StateTransitionReason: transition,
      })?.stateReason;
    assert.equal(of('Client.X', 'Client.X: asked for'), 'Client.X: asked for');
    assert.equal(of('Server.X', 'no room'), 'Server.X: no room');
    assert.equal(of('Server.X', undefined), 'Server.X');
    assert.equal(of(undefined, 'no code'), 'User initiated');
    assert.equal(of(undefined, undefined, ''), undefined);
  });
});

describe('an instance of the local cloud', () => {
  const attached = new Date('2026-01-27T10:20:00Z');
  const of = (state: 'pending' | 'running', withDisk: boolean) => {
    const { sshPort, startedAt, waits } =
      instanceOf(
        'us-east-1',
        {
          ...described,
          Tags: [],
          State: { Name: state },
          ...(withDisk ? { BlockDeviceMappings: [{ Ebs: { AttachTime: attached } }] } : {}),
        },
        2222,
      ) ?? {};
    return { sshPort, startedAt, waits };
  };

  it('waits for capacity while it is pending without a disk', () =>
    assert.deepEqual(of('pending', false), { sshPort: 2222, startedAt: undefined, waits: true }));

  it('starts when its disk is attached, which can be after its launch', () => {
    const started = { sshPort: 2222, startedAt: attached.getTime(), waits: undefined };
    assert.deepEqual(of('pending', true), started);
    assert.deepEqual(of('running', true), started);
    assert.equal(of('running', false).startedAt, launched.getTime());
  });
});
