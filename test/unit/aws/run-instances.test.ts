import assert from 'node:assert/strict';
import type { Tag } from '@aws-sdk/client-ec2';
import { runInstancesInput } from '../../../src/aws/ec2/run-instances';
import { composeCall } from '../../../src/engine/launch/compose';
import { agentFor, planSweep } from '../../../src/plan/plan';
import type { RunSettings } from '../../../src/sweep/run';
import { sweepOf } from '../../sample-sweep';

const at = Date.UTC(2026, 0, 27, 10, 15);

/** The request that launches one run with these settings, all but its user data. */
function requestOf(settings: Partial<RunSettings>, rootDevice = '/dev/xvda') {
  const plan = planSweep(sweepOf(1, settings), { sweepId: 'sweep-1', fileSha256: 'ab12' }, undefined);
  const [batch] = plan.batches;
  assert.ok(batch !== undefined);
  const record = {
    plan,
    createdAt: at,
    fileName: 'sweep.yaml',
    fileText: '',
    account: '123456789012',
    region: 'us-east-1',
    agent: agentFor([]),
    images: new Map([
      ['us-east-1 x86_64', 'ami-x86'],
      ['us-east-1 arm64', 'ami-arm'],
    ]),
    instanceProfiles: new Map([['', 'spawn-instance-plain']]),
    prices: [],
  };
  const [instanceType = ''] = batch.shape.instanceTypes;
  const zone = batch.shape.availabilityZone;
  const candidate = { instanceType, ...(zone === undefined ? {} : { availabilityZone: zone }) };
  const choice = { candidate, attempt: 0, at, access: undefined };
  const call = composeCall(record, batch, batch.runs, choice, { instanceType: () => undefined });
  const { UserData, ...request } = runInstancesInput(call.request, rootDevice);
  assert.ok((UserData ?? '').length > 100);
  return request;
}

const tags = (more: readonly { Key: string; Value: string }[] = []) => [
  ...more,
  { Key: 'sweep:id', Value: 'sweep-1' },
  { Key: 'sweep:name', Value: 'test' },
  { Key: 'sweep:size', Value: '1' },
  { Key: 'spawn:managed', Value: 'true' },
  { Key: 'spawn:batch', Value: 'b0.0' },
  { Key: 'spawn:file-sha256', Value: 'ab12' },
  { Key: 'spawn:on-complete', Value: 'terminate' },
  { Key: 'spawn:expires-at', Value: '2026-01-27T11:15:00Z' },
  { Key: 'Name', Value: 'run-0' },
  { Key: 'sweep:index', Value: '0' },
];

const byKey = (list: readonly Tag[] = []) =>
  [...list].sort((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1));

const plain = {
  ClientToken: 'sweep-1-b0-0',
  // Said although it is EC2's default: an account can change that.
  CreditSpecification: { CpuCredits: 'unlimited' },
  MinCount: 1,
  MaxCount: 1,
  ImageId: 'ami-x86',
  InstanceType: 't3.micro',
  InstanceInitiatedShutdownBehavior: 'terminate',
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3' } },
  ],
  IamInstanceProfile: { Name: 'spawn-instance-plain' },
};

describe('what RunInstances is asked for', () => {
  it('has all safety settings for a plain run, and nothing else', () => {
    const { TagSpecifications, ...request } = requestOf({});
    assert.deepEqual(request, plain);
    assert.deepEqual(
      TagSpecifications?.map(({ ResourceType, Tags }) => [ResourceType, byKey(Tags)]),
      ['instance', 'volume'].map((kind) => [kind, byKey(tags())]),
    );
  });

  it('has every setting of a run in its place', () => {
    const { TagSpecifications, ...request } = requestOf(
      {
        ami: 'ami-mine',
        availabilityZone: 'us-east-1c',
        iamRole: 'my-role',
        keyName: 'my-key',
        securityGroups: ['sg-0abc', 'web'],
        spot: true,
        spotMaxPrice: 0.0042,
        subnet: 'subnet-1',
        tags: { team: 'ml' },
        volumeSize: 50,
      },
      '/dev/sda1',
    );
    assert.deepEqual(request, {
      ...plain,
      ImageId: 'ami-mine',
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sda1',
          Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3', VolumeSize: 50 },
        },
      ],
      InstanceMarketOptions: {
        MarketType: 'spot',
        SpotOptions: {
          SpotInstanceType: 'one-time',
          InstanceInterruptionBehavior: 'terminate',
          MaxPrice: '0.0042',
        },
      },
      Placement: { AvailabilityZone: 'us-east-1c' },
      SubnetId: 'subnet-1',
      SecurityGroupIds: ['sg-0abc'],
      SecurityGroups: ['web'],
      KeyName: 'my-key',
      IamInstanceProfile: { Name: 'my-role' },
    });
    assert.deepEqual(byKey(TagSpecifications?.[1]?.Tags), byKey(tags([{ Key: 'team', Value: 'ml' }])));
  });

  it('sets the credit mode of a burstable type, and no credits for others', () => {
    const of = (settings: Parameters<typeof requestOf>[0]) => requestOf(settings).CreditSpecification;
    assert.deepEqual(of({ cpuCredits: 'standard' }), { CpuCredits: 'standard' });
    assert.deepEqual(of({ instanceTypes: ['t2.micro'] }), { CpuCredits: 'standard' });
    assert.deepEqual(of({ instanceTypes: ['t2.micro'], cpuCredits: 'unlimited' }), {
      CpuCredits: 'unlimited',
    });
    assert.equal(of({ instanceTypes: ['m7i.large'], cpuCredits: 'standard' }), undefined);
  });

  it('stops instead of terminating if the run requests it, and uses the image for the type', () => {
    assert.equal(requestOf({ onComplete: 'stop' }).InstanceInitiatedShutdownBehavior, 'stop');
    assert.equal(requestOf({ onComplete: 'keep' }).InstanceInitiatedShutdownBehavior, 'terminate');
    assert.equal(requestOf({ instanceTypes: ['c7g.large'] }).ImageId, 'ami-arm');
  });

  it('takes a role by its name or by either of its ARNs', () => {
    const of = (iamRole: string) => requestOf({ iamRole }).IamInstanceProfile;
    const profile = 'arn:aws:iam::123456789012:instance-profile/team/trainer';
    assert.deepEqual(of('trainer'), { Name: 'trainer' });
    assert.deepEqual(of(profile), { Arn: profile });
    assert.deepEqual(of('arn:aws:iam::123456789012:role/team/trainer'), { Name: 'trainer' });
  });
});
