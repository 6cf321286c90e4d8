import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { type RunningCloud, startCloud } from '../../../src/local/cloud';
import type { CloudOptions } from '../../../src/local/cloud-options';
import { Sha256 } from '../../../src/local/signing/sha256';

/** Lets EC2 hand a role to instances. */
export const ec2Trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A bucket's policy of one statement, about the bucket and all in it unless that says something else. */
export const bucketPolicy = (bucket: string, statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`], ...statement }],
  });

/** One that changes nothing. */
export const idlePolicy = (bucket: string): string =>
  bucketPolicy(bucket, { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 's3:*' });

/** A cloud of a test's own, with AWS's own clients for it. */
export interface TestCloud {
  readonly cloud: RunningCloud;
  readonly stateFolder: string;
  readonly ec2: EC2Client;
  readonly connect: EC2InstanceConnectClient;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  /** Stops it and removes its state. */
  close(): Promise<void>;
}

export async function openCloud(options: Partial<CloudOptions> = {}): Promise<TestCloud> {
  const stateFolder = options.stateFolder ?? (await mkdtemp(path.join(tmpdir(), 'local-cloud-')));
  const cloud = await startCloud({
    port: 0,
    compute: 'simulated',
    consistencyLagMs: 0,
    ...options,
    stateFolder,
  });
  const clients = clientsOf(cloud);
  return {
    cloud,
    stateFolder,
    ...clients,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await cloud.close();
      await rm(stateFolder, { recursive: true, force: true });
    },
  };
}

export function clientsOf(
  at: Pick<RunningCloud, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'> & {
    readonly sessionToken?: string;
  },
  maxAttempts = 1,
) {
  const { accessKeyId, secretAccessKey, sessionToken, endpoint, region } = at;
  const credentials = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  const shared = { endpoint, region, credentials, maxAttempts };
  return {
    ec2: new EC2Client(shared),
    connect: new EC2InstanceConnectClient(shared),
    s3: new S3Client({ ...shared, forcePathStyle: true }),
    iam: new IAMClient(shared),
    ssm: new SSMClient(shared),
    sts: new STSClient(shared),
  };
}

/** Polls until `read` yields something; the suite's own time limit ends it. */
export async function eventually<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The name of the error that a call fails with. */
export async function errorName(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
  return 'no error';
}

/** A signed call of a service that has no client here: JSON in, status and JSON out. */
export async function signedJson(
  at: Pick<RunningCloud, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>,
  service: string,
  pathname: string,
  content: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  const answer = await signedPost(at, service, pathname, headers, JSON.stringify(content));
  return { status: answer.status, body: await answer.json() };
}

export async function signedPost(
  at: Pick<RunningCloud, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>,
  service: string,
  pathname: string,
  own: Readonly<Record<string, string>>,
  body: string,
): Promise<Response> {
  const url = new URL(pathname, at.endpoint);
  const signer = new SignatureV4({ credentials: at, region: at.region, service, sha256: Sha256 });
  const signed = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    headers: { host: url.host, ...own },
    body,
  });
  const { host: _host, ...headers } = signed.headers;
  return fetch(url, { method: 'POST', headers, body });
}
