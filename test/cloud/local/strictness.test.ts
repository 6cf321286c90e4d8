import assert from 'node:assert/strict';
import {
  DescribeInstancesCommand,
  type Instance,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateInstanceProfileCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { CloudOptions } from '../../../src/local/cloud-options';
import { imageByParameter } from '../../../src/local/protocols/ec2/images';
import { errorName, eventually, openCloud, type TestCloud } from './harness';

describe('what the local cloud is strict about', () => {
  let at: TestCloud;
  const open = async (options: Partial<CloudOptions> = {}) => {
    at = await openCloud({ throttling: true, ...options });
  };
  afterEach(() => at.close());

  const ami =
    imageByParameter('us-east-1', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64')
      ?.id ?? '';
  const run = async (more: Partial<RunInstancesCommandInput> = {}): Promise<Instance[]> => {
    const answer = await at.ec2.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: ami, InstanceType: 't3.micro', ...more }),
    );
    return answer.Instances ?? [];
  };
  const all = async (): Promise<Instance[]> => {
    const answer = await at.ec2.send(new DescribeInstancesCommand({}));
    return (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  };
  const zoned = (zone: string) => ({ Placement: { AvailabilityZone: zone } });

  it('allows five launch calls at once, and the next one half a second later', async () => {
    await open();
    const answers = await Promise.all(Array.from({ length: 8 }, () => errorName(run())));
    assert.deepEqual(answers.sort(), [
      ...Array(3).fill('RequestLimitExceeded'),
      ...Array(5).fill('no error'),
    ]);
    at.cloud.control.advance(500);
    assert.equal(await errorName(run()), 'no error');
  });

  it('shows a launched instance only after a while', async () => {
    await open({ consistencyLagMs: 60_000 });
    const [launched] = await run();
    const InstanceIds = [launched?.InstanceId ?? ''];
    assert.deepEqual(await all(), []);
    assert.equal(
      await errorName(at.ec2.send(new DescribeInstancesCommand({ InstanceIds }))),
      'InvalidInstanceID.NotFound',
    );
    at.cloud.control.advance(60_000);
    assert.equal((await all()).length, 1);
  });

  it('fills partly between MinCount and MaxCount, and refuses below MinCount', async () => {
    await open();
    at.cloud.control.faults({
      seed: 1,
      capacity: [{ instanceType: 't3.micro', zone: 'us-east-1a', available: 3 }],
    });
    assert.equal((await run({ MinCount: 1, MaxCount: 5, ...zoned('us-east-1a') })).length, 3);
    assert.equal(await errorName(run({ ...zoned('us-east-1a') })), 'InsufficientInstanceCapacity');
    assert.equal((await run({ ...zoned('us-east-1b') })).length, 1);
    assert.equal((await run({ InstanceType: 't3.small', ...zoned('us-east-1a') })).length, 1);
  });

  it('holds the vCPU quota', async () => {
    await open({ quotas: { onDemandVcpus: 5 } });
    assert.equal((await run({ MaxCount: 4 })).length, 2);
    assert.equal(await errorName(run()), 'VcpuLimitExceeded');
  });

  it('keeps client tokens by zone', async () => {
    await open();
    const launches = [
      await run({ ClientToken: 't', ...zoned('us-east-1a') }),
      await run({ ClientToken: 't', ...zoned('us-east-1b') }),
      await run({ ClientToken: 't', ...zoned('us-east-1a') }),
    ];
    const ids = launches.map(([instance]) => instance?.InstanceId);
    assert.equal(ids[0], ids[2]);
    assert.notEqual(ids[0], ids[1]);
  });

  it('forgets terminated instances after an hour', async () => {
    await open();
    const [launched] = await run();
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [launched?.InstanceId ?? ''] }));
    await eventually(async () => ((await all())[0]?.State?.Name === 'terminated' ? true : undefined));
    at.cloud.control.advance(3_500_000);
    assert.equal((await all()).length, 1);
    at.cloud.control.advance(200_000);
    assert.equal((await all()).length, 0);
  });

  it('makes a new instance profile visible to EC2 only after a while', async () => {
    await open({ iamPropagationMs: 10_000 });
    await at.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'p' }));
    const IamInstanceProfile = { Name: 'p' };
    assert.equal(await errorName(run({ IamInstanceProfile })), 'InvalidParameterValue');
    at.cloud.control.advance(10_000);
    assert.equal(await errorName(run({ IamInstanceProfile })), 'no error');
  });

  it('takes spot instances back two minutes after the notice', async () => {
    await open();
    const [spot] = await run({ InstanceMarketOptions: { MarketType: 'spot' } });
    const [other] = await run();
    await eventually(async () =>
      (await all()).every((one) => one.State?.Name === 'running') ? true : undefined,
    );
    at.cloud.control.interrupt([spot?.InstanceId ?? '', other?.InstanceId ?? '']);
    at.cloud.control.advance(119_000);
    assert.deepEqual(
      (await all()).map((one) => one.State?.Name),
      ['running', 'running'],
    );
    at.cloud.control.advance(1_000);
    const gone = await eventually(async () => (await all()).find((one) => one.State?.Name === 'terminated'));
    assert.deepEqual(
      [gone.InstanceId, gone.StateReason?.Code],
      [spot?.InstanceId, 'Server.SpotInstanceTermination'],
    );
  });

  it('injects the same faults from the same seed', async () => {
    await open({ throttling: false });
    await at.s3.send(new CreateBucketCommand({ Bucket: 'results' }));
    const attempt = async (): Promise<string[]> => {
      at.cloud.control.faults({
        seed: 7,
        calls: [
          {
            on: 'ec2:RunInstances',
            chance: 0.4,
            fault: { kind: 'error', code: 'InternalError', status: 500, after: true },
          },
          { on: 's3:Put*', chance: 0.5, times: 2, fault: { kind: 'drop' } },
        ],
      });
      const answers: string[] = [];
      for (let index = 0; index < 8; index++) {
        answers.push(await errorName(run()));
        answers.push(
          await errorName(at.s3.send(new PutObjectCommand({ Bucket: 'results', Key: 'k', Body: 'x' }))),
        );
      }
      return answers;
    };
    const first = await attempt();
    assert.deepEqual(await attempt(), first);
    assert.deepEqual(
      new Set(first.filter((_, index) => index % 2 === 0)),
      new Set(['InternalError', 'no error']),
    );
    assert.equal(first.filter((_, index) => index % 2 === 1).filter((name) => name !== 'no error').length, 2);
    // The work was done each time, whatever the answer was.
    assert.equal((await all()).length, 16);
  });
});
