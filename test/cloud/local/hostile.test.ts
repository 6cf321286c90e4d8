import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import {
  DescribeInstancesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { imageByParameter } from '../../../src/local/protocols/ec2/images';
import { errorName, openCloud, signedJson, type TestCloud } from './harness';

const ami =
  imageByParameter('us-east-1', '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64')
    ?.id ?? '';

describe('what would break a weaker cloud', function () {
  this.timeout(60_000);
  let at: TestCloud;
  beforeEach(async () => {
    at = await openCloud({ control: true });
  });
  afterEach(() => at.close());

  const url = (pathname: string) => new URL(pathname, at.cloud.endpoint);
  /** Sends bytes as they are; the status line that comes back. */
  const raw = async (text: string): Promise<string> => {
    const socket = connect(Number(url('/').port), '127.0.0.1');
    socket.end(text);
    let answer = '';
    for await (const piece of socket) answer += piece;
    return answer.split('\r\n')[0] ?? '';
  };
  const alive = async () =>
    assert.equal((await at.sts.send(new GetCallerIdentityCommand({}))).Account, '000000000000');

  it('answers nonsense with an error, and continues', async () => {
    const tries: [string, RequestInit][] = [
      ['/%ff/%zz', {}],
      ['/', { method: 'POST', body: '<Action>&&&==' }],
      ['/', { method: 'POST', headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' } }],
      ['/', { method: 'POST', headers: { authorization: 'Basic eDp5' } }],
      ['/b', { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' }],
      [
        '/b',
        {
          method: 'POST',
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
          body: '--b\r\nno form',
        },
      ],
      ['/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=-1', {}],
      ['/_spawn/control', { method: 'POST', body: '{}' }],
      ['/b/k', { method: 'PATCH' }],
    ];
    for (const [pathname, init] of tries) {
      const { status } = await fetch(url(pathname), init);
      assert.ok(status >= 400 && status < 500, `${pathname}: ${status}`);
    }
    assert.match(await raw('GET / HTTP/9.9\r\n\r\n'), /400/);
    assert.match(await raw(`GET /${'a'.repeat(200_000)} HTTP/1.1\r\nhost: x\r\n\r\n`), /431|400/);
    await alive();
  });

  it('identifies itself to no one without the secret, and has no control endpoint if it is off', async () => {
    const nonce = 'ab'.repeat(32);
    assert.equal((await fetch(url('/_spawn/health'))).status, 404);
    const health = await fetch(url(`/_spawn/health?nonce=${nonce}`));
    const proof = createHmac('sha256', at.cloud.secretAccessKey).update(
      `spawn-local-health ${process.pid} ${nonce}`,
    );
    assert.deepEqual(await health.json(), { proof: proof.digest('hex') });
    const plain = await openCloud();
    try {
      for (const pathname of ['/_spawn/control', '/_spawn/instances/i-0', '/_spawn/'])
        assert.equal(
          (await fetch(new URL(pathname, plain.cloud.endpoint), { method: 'POST', body: '{}' })).status,
          404,
        );
    } finally {
      await plain.close();
    }
  });

  it('never makes a path of a key', async () => {
    await at.s3.send(new CreateBucketCommand({ Bucket: 'tricks' }));
    for (const Key of ['../../../etc/passwd', '/etc/passwd', '..', 'a/../b', 'c\\d'])
      await at.s3.send(new PutObjectCommand({ Bucket: 'tricks', Key, Body: Key }));
    const other = await at.s3.send(new GetObjectCommand({ Bucket: 'tricks', Key: 'a/../b' }));
    assert.equal(await other.Body?.transformToString(), 'a/../b');
    const files = await readdir(path.join(at.stateFolder, 'objects'));
    assert.equal(files.length, 5);
    assert.ok(files.every((name) => /^[0-9a-f-]{36}$/.test(name)));
    assert.equal(
      await errorName(
        at.s3.send(new PutObjectCommand({ Bucket: 'tricks', Key: 'k'.repeat(1025), Body: 'x' })),
      ),
      'KeyTooLongError',
    );
  });

  it('bears a thousand open connections', async () => {
    const sockets = Array.from({ length: 1000 }, () => connect(Number(url('/').port), '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await alive();
    for (const socket of sockets) socket.destroy();
  });

  it('refuses a body that is too long for a call', async () => {
    const { status } = await fetch(url('/'), {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=x',
        'x-amz-date': '20260101T000000Z',
      },
      body: 'x'.repeat(3_000_000),
    });
    assert.equal(status, 413);
    await alive();
  });

  it('takes control commands from its owner alone', async () => {
    const command = {
      faults: { seed: 1, calls: [{ on: 'sts:*', fault: { kind: 'error', code: 'InternalFailure' } }] },
    };
    const wrong = await signedJson(
      { ...at.cloud, secretAccessKey: 'x' },
      'spawn',
      '/_spawn/control',
      command,
    );
    assert.equal(wrong.status, 403);
    await alive();
    const right = await signedJson(at.cloud, 'spawn', '/_spawn/control', command);
    assert.equal(right.status, 200);
    assert.equal(await errorName(at.sts.send(new GetCallerIdentityCommand({}))), 'InternalFailure');
    const bad = await signedJson(at.cloud, 'spawn', '/_spawn/control', { faults: { calls: [{ on: 7 }] } });
    assert.equal(bad.status, 400);
  });

  it('keeps 1,500 simulated instances, and ends them', async () => {
    const ids: string[] = [];
    for (let call = 0; call < 15; call++) {
      const answer = await at.ec2.send(
        new RunInstancesCommand({ MinCount: 100, MaxCount: 100, ImageId: ami, InstanceType: 't3.micro' }),
      );
      ids.push(...(answer.Instances ?? []).map((instance) => instance.InstanceId ?? ''));
    }
    const seen = new Set<string>();
    let NextToken: string | undefined;
    do {
      const page = await at.ec2.send(new DescribeInstancesCommand({ MaxResults: 1000, NextToken }));
      for (const reservation of page.Reservations ?? [])
        for (const instance of reservation.Instances ?? []) seen.add(instance.InstanceId ?? '');
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert.deepEqual(seen, new Set(ids));
    for (let from = 0; from < ids.length; from += 500)
      await at.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids.slice(from, from + 500) }));
    const left = await at.ec2.send(
      new DescribeInstancesCommand({
        Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }],
      }),
    );
    assert.deepEqual(left.Reservations, []);
  });
});
