import assert from 'node:assert/strict';
import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { parseStatusKey } from '../../src/agent/record';
import { accountId } from '../../src/local/state/credentials';
import { planSweep, userDataOf } from '../../src/plan/plan';
import { clientsOf, eventually } from '../cloud/local/harness';
import { accessOf } from '../sample-access';
import { runOf } from '../sample-sweep';
import { Machines } from './machines';

const bucket = 'boot-record';

/** As on AWS: TLS to the services' own host names, and no address of the local cloud anywhere. */
const bucketUrl = `https://${bucket}.s3.us-east-1.amazonaws.com`;
const access = { by: 'role', stsUrl: 'https://sts.us-east-1.amazonaws.com' } as const;

/** A role without it gives an instance no credentials. */
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** The resolver is known late: 20 seconds after the boot. */
const lateResolver = `[Unit]
DefaultDependencies=no
After=local-fs.target
Before=network-pre.target cloud-init-local.service
[Service]
ExecStartPre=/bin/sh -c 'mv /etc/resolv.conf /etc/resolv.later; : >/etc/resolv.conf'
ExecStart=/bin/sh -c 'sleep 20; mv /etc/resolv.later /etc/resolv.conf'
[Install]
WantedBy=sysinit.target
`;

describe('names that resolve late, on a real system', function () {
  this.timeout(300_000);

  it('are asked for again until they are there', async () => {
    const unit = 'etc/systemd/system/late-resolver.service';
    const machines = await Machines.start({
      [unit]: lateResolver,
      'etc/systemd/system/sysinit.target.wants/late-resolver.service': { link: `/${unit}` },
    });
    const { ec2, iam, s3, ...others } = clientsOf(machines.world.cloud);
    try {
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      const [RoleName, InstanceProfileName] = ['boot', 'boot'];
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
      const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
      const PolicyDocument = JSON.stringify({ Statement: [statement] });
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 's3', PolicyDocument }));
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
      const script =
        '#!/bin/bash\ngrep -c nameserver /etc/resolv.conf\naws s3 cp /etc/os-release s3://boot-record/by-the-cli || exit 3\n';
      // Without its resolver a script of the user's is lost; the agent is not.
      const run = runOf(0, {
        userData: script.replace('aws', 'until grep -q nameserver /etc/resolv.conf; do sleep 1; done; aws'),
      });
      const target = { ...accessOf({ bucket, bucketUrl, owner: accountId }, undefined), access };
      const plan = planSweep(
        { name: 'names', runs: [run] },
        { sweepId: 'sweep-names', fileSha256: '0'.repeat(64) },
        target,
      );
      await ec2.send(
        new RunInstancesCommand({
          MinCount: 1,
          MaxCount: 1,
          ImageId: await machines.imageId(
            '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
          ),
          InstanceType: 't3.micro',
          InstanceInitiatedShutdownBehavior: 'terminate',
          IamInstanceProfile: { Name: InstanceProfileName },
          UserData: Buffer.from(userDataOf(plan, [run], target)).toString('base64'),
        }),
      );
      const keys = await eventually(async () => {
        const listed = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
        const found = (listed.Contents ?? []).map(({ Key = '' }) => Key);
        return found.some((key) => key.includes('/status/')) ? found : undefined;
      });
      const claims = keys.flatMap((key) => parseStatusKey(plan.sweepId, key) ?? []);
      assert.deepEqual(
        claims.map(({ exitCode, state }) => [state, exitCode]),
        [['succeeded', 0]],
      );
      assert.ok(keys.includes('by-the-cli'));
    } finally {
      for (const client of [ec2, iam, s3, ...Object.values(others)]) client.destroy();
      await machines.close();
    }
  });
});
