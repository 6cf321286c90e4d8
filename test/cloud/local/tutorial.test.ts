import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { parseRunKey, parseStatusKey } from '../../../src/agent/record';
import { imageByParameter } from '../../../src/local/protocols/ec2/images';
import { accountId } from '../../../src/local/state/credentials';
import { planSweep, userDataOf } from '../../../src/plan/plan';
import { readSweep } from '../../../src/sweep/read';
import { accessOf } from '../../sample-access';
import { ec2Trust, eventually, openCloud, type TestCloud } from './harness';

const samples = path.resolve(__dirname, '../../../../samples');

describe('the tutorial’s sweeps, unmodified, in the local cloud', function () {
  this.timeout(120_000);
  let at: TestCloud;

  before(async () => {
    const stateFolder = await mkdtemp(path.join(tmpdir(), 'local-cloud-'));
    await mkdir(path.join(stateFolder, 'image', 'app'), { recursive: true });
    // Its script expects this of the machine image.
    await writeFile(
      path.join(stateFolder, 'image', 'app', 'process.py'),
      'import sys\nopen(sys.argv[2], "w").write(open(sys.argv[1]).read().upper())\n',
    );
    at = await openCloud({ compute: 'processes', throttling: false, slots: 20, stateFolder });
    for (const Bucket of ['record', 'my-ml-results', 'my-data-bucket'])
      await at.s3.send(new CreateBucketCommand({ Bucket }));
    await at.iam.send(new CreateRoleCommand({ RoleName: 'sweep', AssumeRolePolicyDocument: ec2Trust }));
    await at.iam.send(
      new PutRolePolicyCommand({
        RoleName: 'sweep',
        PolicyName: 's3',
        PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }),
      }),
    );
    await at.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'sweep' }));
    await at.iam.send(
      new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'sweep', RoleName: 'sweep' }),
    );
  });
  after(() => at.close());

  /** Launches a sample and waits until every run has said how it ended; the status keys, sorted. */
  const sweep = async (file: string, edit = (text: string) => text): Promise<string[]> => {
    const text = edit(await readFile(path.join(samples, file), 'utf8'));
    const { sweep, problems } = readSweep(
      { text, language: 'yaml', fileName: file },
      { instanceType: 't3.micro', region: 'us-east-1' },
    );
    assert.deepEqual(
      problems.filter((problem) => problem.severity === 'error'),
      [],
    );
    const bucketUrl = `${at.cloud.endpoint}/record`;
    const record = accessOf({ bucket: 'record', bucketUrl, owner: accountId }, undefined);
    // It is told no role, as with an iam_role that Spawn may not look at.
    const access = { by: 'role', stsUrl: at.cloud.endpoint } as const;
    const target = { ...record, access };
    const plan = planSweep(sweep, { sweepId: file, fileSha256: '0'.repeat(64) }, target);
    const ImageId = imageByParameter(
      'us-east-1',
      '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    )?.id;
    for (const batch of plan.batches)
      await at.ec2.send(
        new RunInstancesCommand({
          MinCount: batch.runs.length,
          MaxCount: batch.runs.length,
          ImageId,
          InstanceType: 't3.micro',
          InstanceInitiatedShutdownBehavior: 'terminate',
          IamInstanceProfile: { Name: 'sweep' },
          UserData: Buffer.from(userDataOf(plan, batch.runs, target)).toString('base64'),
        }),
      );
    return eventually(async () => {
      const listed = await at.s3.send(
        new ListObjectsV2Command({ Bucket: 'record', Prefix: `sweeps/${file}/status/` }),
      );
      const claims = (listed.Contents ?? []).flatMap(({ Key = '' }) => parseStatusKey(file, Key) ?? []);
      const states = claims.map(({ exitCode, index, state }) => `${index}.${state}.${exitCode}`);
      return states.length === plan.size ? states.sort() : undefined;
    });
  };
  const read = async (Bucket: string, Key: string): Promise<string> => {
    const answer = await at.s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await answer.Body?.transformToString()) ?? '';
  };

  /** What a run wrote under this name, whoever it was. */
  const written = async (file: string, run: string, name: string): Promise<string> => {
    const Prefix = `sweeps/${file}/runs/${run}/`;
    const listed = await at.s3.send(new ListObjectsV2Command({ Bucket: 'record', Prefix }));
    const found = (listed.Contents ?? []).filter(({ Key = '' }) => parseRunKey(file, Key)?.path === name);
    assert.equal(found.length, 1);
    return read('record', found[0]?.Key ?? '');
  };

  it('the simple one: a parameter goes in, a result comes out', async () => {
    assert.deepEqual(await sweep('simple-sweep.yaml'), ['0.succeeded.0', '1.succeeded.0', '2.succeeded.0']);
    const results = await Promise.all(
      [1, 2, 3].map((n) => written('simple-sweep.yaml', `test-${n}`, 'results/result.txt')),
    );
    assert.deepEqual(results, ['Result: 20\n', 'Result: 40\n', 'Result: 60\n']);
  });

  it('the ML one: yum, a here-document of Python, su, a bucket of the user’s', async () => {
    const states = await sweep('ml-sweep.yaml', (text) =>
      text.replace('# results_bucket:', 'results_bucket:'),
    );
    assert.deepEqual(
      states,
      Array.from({ length: 9 }, (_, index) => `${index}.succeeded.0`),
    );
    const copy = await read('my-ml-results', 'lr-0.01-bs-64.json');
    const kept = await written('ml-sweep.yaml', 'lr-0.01-bs-64', 'results/results.json');
    assert.equal(kept, copy);
    const result = JSON.parse(copy);
    assert.deepEqual([result.name, result.learning_rate, result.batch_size], ['lr-0.01-bs-64', 0.01, 64]);
    // Its script ends the instances: nothing of them is left to cost.
    await eventually(async () => {
      const answer = await at.ec2.send(
        new DescribeInstancesCommand({
          Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'shutting-down'] }],
        }),
      );
      const left = (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
      return left.length <= 3 ? true : undefined;
    });
  });

  it('the batch one: input from S3, a program of the image, output to S3', async () => {
    for (const n of ['001', '002', '003'])
      await at.s3.send(
        new PutObjectCommand({ Bucket: 'my-data-bucket', Key: `input/data-${n}.csv`, Body: `row ${n}` }),
      );
    assert.deepEqual(await sweep('batch-sweep.yaml'), ['0.succeeded.0', '1.succeeded.0', '2.succeeded.0']);
    assert.equal(await read('my-data-bucket', 'output/data-002.csv'), 'ROW 002');
  });
});
