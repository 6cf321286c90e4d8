import assert from 'node:assert/strict';
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  type Instance,
  paginateDescribeInstances,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { errorName, eventually, openCloud, type TestCloud } from './harness';

describe('EC2 of the local cloud, by AWS’s own client', () => {
  let at: TestCloud;
  let ami: string;
  beforeEach(async () => {
    at = await openCloud();
    const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    const answer = await at.ssm.send(new GetParameterCommand({ Name: name }));
    ami = answer.Parameter?.Value ?? '';
  });
  afterEach(() => at.close());

  const run = async (more: Partial<RunInstancesCommandInput> = {}): Promise<Instance[]> => {
    const answer = await at.ec2.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: ami, InstanceType: 't3.micro', ...more }),
    );
    return answer.Instances ?? [];
  };
  const describeBy = async (ids: string[]): Promise<Instance[]> => {
    const answer = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
    return (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  };
  const inState = (ids: string[], state: string) =>
    eventually(async () => {
      const found = await describeBy(ids);
      return found.every((instance) => instance.State?.Name === state) ? found : undefined;
    });

  it('launches a batch whose rows are distinguished by their launch index', async () => {
    const launched = await run({
      MinCount: 3,
      MaxCount: 3,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'sweep:id', Value: 'a <b> & "c"' }] }],
    });
    assert.deepEqual(launched.map((instance) => instance.AmiLaunchIndex).sort(), [0, 1, 2]);
    assert.deepEqual(new Set(launched.map((instance) => instance.State?.Name)), new Set(['pending']));
    const ids = launched.map((instance) => instance.InstanceId ?? '');
    const running = await inState(ids, 'running');
    assert.deepEqual(
      running.map((instance) => instance.Tags),
      Array(3).fill([{ Key: 'sweep:id', Value: 'a <b> & "c"' }]),
    );
  });

  it('launches once per client token, and refuses the token for something else', async () => {
    const [first] = await run({ ClientToken: 'one' });
    const [again] = await run({ ClientToken: 'one' });
    assert.equal(again?.InstanceId, first?.InstanceId);
    assert.equal(
      await errorName(run({ ClientToken: 'one', InstanceType: 't3.small' })),
      'IdempotentParameterMismatch',
    );
  });

  it('answers a dry run with DryRunOperation and launches nothing', async () => {
    assert.equal(await errorName(run({ DryRun: true })), 'DryRunOperation');
    const all = await at.ec2.send(new DescribeInstancesCommand({}));
    assert.deepEqual(all.Reservations, []);
  });

  it('finds instances by tag, page by page', async () => {
    await run({
      MinCount: 12,
      MaxCount: 12,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'k', Value: 'v' }] }],
    });
    await run({ MinCount: 2, MaxCount: 2 });
    const pages: number[] = [];
    const input = { Filters: [{ Name: 'tag:k', Values: ['v'] }] };
    for await (const page of paginateDescribeInstances({ client: at.ec2, pageSize: 5 }, input))
      pages.push((page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []).length);
    assert.deepEqual(pages, [5, 5, 2]);
  });

  it('tags later, and terminates all or none', async () => {
    const ids = (await run({ MinCount: 2, MaxCount: 2 })).map((instance) => instance.InstanceId ?? '');
    await at.ec2.send(new CreateTagsCommand({ Resources: ids, Tags: [{ Key: 'Name', Value: 'n' }] }));
    assert.deepEqual(
      (await describeBy(ids)).map((instance) => instance.Tags),
      Array(2).fill([{ Key: 'Name', Value: 'n' }]),
    );
    const unknown = 'i-00000000000000000';
    const refused = at.ec2.send(new TerminateInstancesCommand({ InstanceIds: [...ids, unknown] }));
    assert.equal(await errorName(refused), 'InvalidInstanceID.NotFound');
    await inState(ids, 'running');
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
    const gone = await inState(ids, 'terminated');
    assert.deepEqual(
      new Set(gone.map((instance) => instance.StateReason?.Code)),
      new Set(['Client.UserInitiatedShutdown']),
    );
  });

  it('stops and starts', async () => {
    const ids = (await run()).map((instance) => instance.InstanceId ?? '');
    await inState(ids, 'running');
    await at.ec2.send(new StopInstancesCommand({ InstanceIds: ids }));
    await inState(ids, 'stopped');
    await at.ec2.send(new StartInstancesCommand({ InstanceIds: ids }));
    await inState(ids, 'running');
  });

  it('refuses what EC2 refuses, with its codes', async () => {
    const cases: [Partial<RunInstancesCommandInput>, string][] = [
      [{ InstanceType: 't3.nonsense' as 't3.micro' }, 'InvalidParameterValue'],
      [{ ImageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound'],
      [{ InstanceType: 't4g.micro' }, 'InvalidParameterValue'],
      [{ MinCount: 3, MaxCount: 2 }, 'InvalidParameterCombination'],
      [{ UserData: Buffer.alloc(16_385).toString('base64') }, 'InvalidParameterValue'],
      [{ SubnetId: 'subnet-1' }, 'InvalidSubnetID.NotFound'],
      [{ IamInstanceProfile: { Name: 'nobody' } }, 'InvalidParameterValue'],
    ];
    for (const [input, code] of cases) {
      assert.equal(await errorName(run(input)), code, JSON.stringify(input));
      at.cloud.control.advance(500);
    }
  });

  it('describes instance types with size and architecture', async () => {
    const answer = await at.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.micro'] }));
    const [type] = answer.InstanceTypes ?? [];
    assert.deepEqual(
      [
        type?.VCpuInfo?.DefaultVCpus,
        type?.MemoryInfo?.SizeInMiB,
        type?.ProcessorInfo?.SupportedArchitectures,
      ],
      [2, 1024, ['x86_64']],
    );
  });
});
