import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import {
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { eventually, openCloud, type TestCloud } from './harness';

const size = 20;

/** Processes whose command line holds a word, whoever runs them. */
async function processesWith(word: string): Promise<number> {
  let count = 0;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(word)) count += 1;
  }
  return count;
}

describe('many instances of the local cloud at once', function () {
  this.timeout(180_000);
  let at: TestCloud;
  before(async () => {
    at = await openCloud({ compute: 'processes', throttling: false, slots: size });
  });
  after(() => at.close());

  it(`runs ${size}, each of which sees all others at work, and leaves no process behind`, async () => {
    const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    const ami = (await at.ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value ?? '';
    await at.s3.send(new CreateBucketCommand({ Bucket: 'meeting' }));
    const form = await createPresignedPost(at.s3, {
      Bucket: 'meeting',
      Key: `here/\${filename}`,
      Expires: 3600,
    });
    const fields = Object.entries(form.fields).map(([key, value]) => `-F '${key}=${value}'`);
    // Reports itself, and works on until it is ended.
    const script = [
      '#!/bin/bash',
      "token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)",
      'id=$(curl -sf -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)',
      `echo here >/tmp/$id; curl -sf ${fields.join(' ')} -F "file=@/tmp/$id" https://meeting.s3.us-east-1.amazonaws.com && echo reported`,
      'exec -a crowd-of-the-local-cloud sleep 10000',
    ].join('\n');
    const launched = await at.ec2.send(
      new RunInstancesCommand({
        MinCount: size,
        MaxCount: size,
        ImageId: ami,
        InstanceType: 't3.micro',
        UserData: Buffer.from(script).toString('base64'),
      }),
    );
    const ids = (launched.Instances ?? []).map(({ InstanceId = '' }) => InstanceId).sort();
    const reported = await eventually(async () => {
      const { Contents = [] } = await at.s3.send(new ListObjectsV2Command({ Bucket: 'meeting' }));
      return Contents.length === size ? Contents.map(({ Key = '' }) => Key.slice('here/'.length)) : undefined;
    });
    assert.deepEqual(reported.sort(), ids);
    await eventually(async () =>
      (await processesWith('crowd-of-the-local-cloud')) === size ? true : undefined,
    );
    const states = async () => {
      const answer = await at.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
      const found = answer.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? [];
      return new Set(found.map(({ State }) => State?.Name));
    };
    assert.deepEqual(await states(), new Set(['running']));
    await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
    await eventually(async () => ((await states()).has('shutting-down') ? undefined : true));
    assert.deepEqual(await states(), new Set(['terminated']));
    assert.equal(await processesWith('crowd-of-the-local-cloud'), 0);
    for (const id of ids) {
      const { Output = '' } = await at.ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
      assert.match(Buffer.from(Output, 'base64').toString(), /^reported$/m);
    }
  });
});
