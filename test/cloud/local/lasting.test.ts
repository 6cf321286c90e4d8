import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { imageByParameter } from '../../../src/local/protocols/ec2/images';
import { clientsOf, ec2Trust, errorName, eventually, openCloud } from './harness';

const ami =
  imageByParameter('us-east-1', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64')
    ?.id ?? '';
const program = path.resolve(__dirname, '../../../../dist/local.js');

const whenNotShownYet = (error: unknown): undefined => {
  if (error instanceof Error && error.name === 'InvalidInstanceID.NotFound') return undefined;
  throw error;
};

describe('what the local cloud keeps', function () {
  this.timeout(60_000);
  let stateFolder: string;
  const started: ChildProcess[] = [];
  beforeEach(async () => {
    stateFolder = await mkdtemp(path.join(tmpdir(), 'local-cloud-'));
  });
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await rm(stateFolder, { recursive: true, force: true });
  });

  /** The program itself, as users run it. */
  const start = async () => {
    const child = spawn(process.execPath, [program, '--state', stateFolder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    const file = path.join(stateFolder, 'cloud.json');
    const cloud = await eventually(async () => {
      if (child.exitCode !== null) throw new Error('The local cloud ended.');
      const text = await readFile(file, 'utf8').catch(() => '{}');
      const found = JSON.parse(text);
      return found.pid === child.pid ? found : undefined;
    });
    return { child, ...clientsOf(cloud) };
  };
  const kill = async (child: ChildProcess, signal: NodeJS.Signals) => {
    const gone = once(child, 'exit');
    child.kill(signal);
    return (await gone)[0];
  };
  const processesOf = async (mark: string): Promise<number> => {
    const listing = spawn('ps', ['-eo', 'args'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    for await (const piece of listing.stdout) text += piece;
    return text.split('\n').filter((line) => line.includes(mark)).length;
  };

  it('survives kill -9: objects and roles are there, instances are reported gone, no process is left', async () => {
    const first = await start();
    await first.s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    for (let index = 0; index < 20; index++)
      await first.s3.send(new PutObjectCommand({ Bucket: 'kept', Key: `k${index}`, Body: `v${index}` }));
    await first.iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: ec2Trust }));
    const mark = `sleep 98${process.pid}`;
    const launched = await first.ec2.send(
      new RunInstancesCommand({
        MinCount: 2,
        MaxCount: 2,
        ImageId: ami,
        InstanceType: 't3.micro',
        UserData: Buffer.from(`#!/bin/sh\nsetsid ${mark} &\n${mark}\n`).toString('base64'),
      }),
    );
    await eventually(async () => ((await processesOf(mark)) >= 4 ? true : undefined));
    // In the middle of uploads.
    const uploads = Array.from({ length: 8 }, (_, index) =>
      errorName(
        first.s3.send(
          new PutObjectCommand({ Bucket: 'kept', Key: `late${index}`, Body: Buffer.alloc(5_000_000) }),
        ),
      ),
    );
    await kill(first.child, 'SIGKILL');
    const answers = await Promise.all(uploads);
    await eventually(async () => ((await processesOf(mark)) === 0 ? true : undefined));

    const second = await start();
    const listed = await second.s3.send(new ListObjectsV2Command({ Bucket: 'kept' }));
    const late = (listed.Contents ?? []).filter((object) => object.Key?.startsWith('late'));
    assert.ok(
      late.length >= answers.filter((answer) => answer === 'no error').length,
      'nothing answered for is missing',
    );
    assert.deepEqual(new Set(late.map((object) => object.Size)), new Set(late.length > 0 ? [5_000_000] : []));
    const object = await second.s3.send(new GetObjectCommand({ Bucket: 'kept', Key: 'k7' }));
    assert.equal(await object.Body?.transformToString(), 'v7');
    assert.equal((await second.iam.send(new GetRoleCommand({ RoleName: 'r' }))).Role?.RoleName, 'r');
    const InstanceIds = (launched.Instances ?? []).map((instance) => instance.InstanceId ?? '');
    // A quick machine is back before EC2 would show what was launched.
    const described = await eventually(() =>
      second.ec2.send(new DescribeInstancesCommand({ InstanceIds })).catch(whenNotShownYet),
    );
    const gone = (described.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
    assert.deepEqual(
      gone.map((instance) => [instance.State?.Name, instance.StateReason?.Code]),
      Array(2).fill(['terminated', 'Server.InternalError']),
    );
    assert.equal(await kill(second.child, 'SIGTERM'), 0);
    await assert.rejects(readFile(path.join(stateFolder, 'cloud.json')));
  });

  it('belongs to one process at a time; a second one reports that in one sentence', async () => {
    const first = await start();
    const second = spawn(process.execPath, [program, '--state', stateFolder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.push(second);
    let said = '';
    for await (const piece of second.stderr) said += piece;
    if (second.exitCode === null) await once(second, 'exit');
    assert.equal(second.exitCode, 1);
    assert.match(said, /^A local cloud already runs with the state folder .*\n$/);
    await kill(first.child, 'SIGTERM');
  });

  it('reports in one sentence what to install if bubblewrap is missing', async () => {
    const env = { ...process.env, PATH: stateFolder };
    const child = spawn(process.execPath, [program, '--state', stateFolder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
    });
    started.push(child);
    let said = '';
    for await (const piece of child.stderr) said += piece;
    if (child.exitCode === null) await once(child, 'exit');
    assert.equal(child.exitCode, 1);
    assert.match(said, /^The local cloud needs bubblewrap.*apt-get install bubblewrap.*\n$/);
    await assert.rejects(readFile(path.join(stateFolder, 'cloud.json')));
  });

  it('takes up simulated instances where they were', async () => {
    const first = await openCloud({ stateFolder });
    const launch = () =>
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId: ami,
        InstanceType: 't3.micro',
        ClientToken: 't',
      });
    const launched = await first.ec2.send(launch());
    await first.cloud.close();
    const second = await openCloud({ stateFolder });
    const again = await second.ec2.send(launch());
    assert.equal(again.Instances?.[0]?.InstanceId, launched.Instances?.[0]?.InstanceId);
    await second.close();
  });
});
