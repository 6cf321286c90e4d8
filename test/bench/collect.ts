import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import PQueue from 'p-queue';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { runFolder, runsPrefix, statusFolder } from '../../src/agent/record';
import { awsCloud } from '../../src/aws/cloud';
import { defaultBucket } from '../../src/engine/create';
import { systemClock } from '../../src/engine/system-clock';
import type { Bench, Figure } from './bench';
import { type CloudProcess, startCloudProcess } from './cloud-process';
import { count } from './figure';
import { elapsed, inTurn } from './measure';

const run = promisify(execFile);
const MB = 2 ** 20;

/** One way to bring results here, as a command of its own. */
interface Ways {
  ours(folder: string): Promise<unknown>;
  theirs(folder: string): Promise<unknown>;
}

/** Any version of the AWS CLI: the first to know AWS_ENDPOINT_URL are 1.29 and 2.13. */
const aws = (cloud: CloudProcess, words: readonly string[]) =>
  run('aws', ['--endpoint-url', cloud.connection.endpoint, ...words], { env: environmentOf(cloud) });

/** `aws` and `spawn` find the cloud by the same variables. */
function environmentOf({ connection, folder }: CloudProcess): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: connection.endpoint,
    AWS_REGION: connection.region,
    AWS_DEFAULT_REGION: connection.region,
    AWS_ACCESS_KEY_ID: connection.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    XDG_STATE_HOME: path.join(folder, 'home'),
  };
}

async function compare(
  cloud: CloudProcess,
  rounds: number,
  ways: Ways,
  whole: (folder: string) => Promise<void>,
): Promise<{ ours: number; theirs: number }> {
  let serial = 0;
  const timed = (way: (folder: string) => Promise<unknown>) => async (): Promise<number> => {
    const folder = path.join(cloud.folder, `collected-${++serial}`);
    const time = await elapsed(() => way(folder));
    await whole(folder);
    await fs.rm(folder, { recursive: true, force: true });
    return time;
  };
  return inTurn(rounds, timed(ways.ours), timed(ways.theirs));
}

/** Puts objects where the agents of a sweep put them. Answers the bucket, and the identity of each run's instance. */
async function fill(
  cloud: CloudProcess,
  sweepId: string,
  size: number,
  results: (index: number) => Readonly<Record<string, string | Uint8Array>>,
): Promise<{ readonly bucket: string; readonly identities: readonly string[] }> {
  const aws = awsCloud(cloud.connection, systemClock, priceTable);
  try {
    const bucket = defaultBucket(await aws.account.identity(), cloud.connection.region);
    const store = aws.store(bucket, cloud.connection.region);
    const instances = await aws.compute(cloud.connection.region).describe({ 'sweep:id': sweepId });
    const byRun = new Map(instances.map(({ id, tags }) => [tags['sweep:index'], `AROABENCH:${id}`]));
    const identities = Array.from({ length: size }, (_, index) => byRun.get(String(index)) ?? '');
    const queue = new PQueue({ concurrency: 16 });
    const puts = identities.flatMap((identity, index) => [
      ...Object.entries(results(index)).map(
        ([file, body]) =>
          () =>
            store.write(`${runFolder(sweepId, `run-${index}`, identity)}results/${file}`, body),
      ),
      () => store.write(`${statusFolder(sweepId, identity)}${index}.1.succeeded.0.0`, '{}'),
    ]);
    await queue.addAll(puts);
    return { bucket, identities };
  } finally {
    aws.dispose();
  }
}

async function small(cloud: CloudProcess, runs: number, rounds: number): Promise<Figure> {
  const sweepId = await cloud.launch('collect', runs);
  const { bucket } = await fill(cloud, sweepId, runs, (index) => ({
    'results.json': JSON.stringify({ loss: 1 / (index + 1), epochs: 10 }),
    'history.csv': 'epoch,loss\n1,0.5\n2,0.25\n'.repeat(20),
    'model.bin': new Uint8Array(10_000).fill(index),
  }));
  const env = environmentOf(cloud);
  const from = `s3://${bucket}/${runsPrefix(sweepId)}`;
  const { ours, theirs } = await compare(
    cloud,
    rounds,
    {
      ours: (folder) =>
        run(process.execPath, ['dist/cli.js', 'collect-results', sweepId, '--output', folder], {
          env,
          maxBuffer: 64 * MB,
        }),
      theirs: (folder) => aws(cloud, ['s3', 'sync', '--only-show-errors', from, folder]),
    },
    async (folder) => {
      const found = await fs.readdir(folder, { recursive: true });
      const models = found.filter((file) => file.endsWith('model.bin')).length;
      if (models !== runs) throw new Error(`${models} of ${runs} runs were collected`);
    },
  );
  return compared(`collect ${count(runs)} × 3 objects`, 'aws s3 sync', { ours, theirs }, 3);
}

async function large(cloud: CloudProcess, megabytes: number, rounds: number): Promise<Figure> {
  const sweepId = await cloud.launch('collect-large', 1);
  const { bucket, identities } = await fill(cloud, sweepId, 1, () => ({
    'model.bin': Buffer.alloc(megabytes * MB, 'spawn'),
  }));
  const env = environmentOf(cloud);
  const from = `s3://${bucket}/${runFolder(sweepId, 'run-0', identities[0] ?? '')}results/model.bin`;
  const { ours, theirs } = await compare(
    cloud,
    rounds,
    {
      ours: (folder) =>
        run(process.execPath, ['dist/cli.js', 'collect-results', sweepId, '--output', folder], { env }),
      theirs: (folder) =>
        aws(cloud, ['s3', 'cp', '--only-show-errors', from, path.join(folder, 'run-0', 'model.bin')]),
    },
    async (folder) => {
      const { size } = await fs.stat(path.join(folder, 'run-0', 'model.bin'));
      if (size !== megabytes * MB) throw new Error(`${size} bytes were collected`);
    },
  );
  return compared(`collect one object of ${megabytes} MB`, 'aws s3 cp', { ours, theirs }, 1);
}

function compared(
  name: string,
  peer: string,
  { ours, theirs }: { readonly ours: number; readonly theirs: number },
  least: number,
): Figure {
  const ratio = theirs / ours;
  return {
    name,
    value: ours / 1000,
    unit: 's',
    against: { name: peer, value: theirs / 1000 },
    ratio,
    gate: `≥ ${least} × as fast`,
    ok: ratio >= least,
  };
}

const collect: Bench = {
  name: 'collect',
  quick: false,
  run: async () => {
    const cloud = await startCloudProcess();
    try {
      return [await small(cloud, 1_000, 5), await large(cloud, 500, 5)];
    } finally {
      await cloud.stop();
    }
  },
};

export default [collect];
