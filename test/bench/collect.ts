import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import PQueue from 'p-queue';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { runFolder, runsPrefix, statusFolder } from '../../src/agent/record';
import { awsCloud } from '../../src/aws/cloud';
import { defaultBucket } from '../../src/engine/create';
import { systemClock } from '../../src/engine/system-clock';
import type { Bench, Figure } from './bench';
import { type CloudProcess, startCloudProcess } from './cloud-process';
import { type CommandCost, costOf } from './command-cost';
import { awsClis, type Copier, environmentOf, rclone } from './copiers';
import { count } from './figure';
import { median } from './measure';

const MB = 2 ** 20;

/** Copies into a folder of its own, which has to be whole afterwards. */
type Way = (folder: string) => Promise<CommandCost>;

/** What each way takes, in turn: medians. */
async function inTurn(
  cloud: CloudProcess,
  rounds: number,
  ways: readonly Way[],
  whole: (folder: string) => Promise<void>,
): Promise<readonly CommandCost[]> {
  let serial = 0;
  const samples = ways.map((): CommandCost[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [place, way] of ways.entries()) {
      const folder = path.join(cloud.folder, `collected-${++serial}`);
      samples[place]?.push(await way(folder));
      await whole(folder);
      await fs.rm(folder, { recursive: true, force: true });
    }
  return samples.map((costs) => ({
    elapsed: median(costs.map(({ elapsed }) => elapsed)),
    cpu: median(costs.map(({ cpu }) => cpu)),
    memory: Math.max(...costs.map(({ memory }) => memory)),
  }));
}

const collectTo =
  (cloud: CloudProcess, sweepId: string): Way =>
  (folder) =>
    costOf(
      process.execPath,
      ['dist/cli.js', 'collect-results', sweepId, '--output', folder],
      environmentOf(cloud),
    );

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

async function small(cloud: CloudProcess, runs: number, rounds: number): Promise<readonly Figure[]> {
  const sweepId = await cloud.launch('collect', runs);
  const { bucket } = await fill(cloud, sweepId, runs, (index) => ({
    'results.json': JSON.stringify({ loss: 1 / (index + 1), epochs: 10 }),
    'history.csv': 'epoch,loss\n1,0.5\n2,0.25\n'.repeat(20),
    'model.bin': new Uint8Array(10_000).fill(index),
  }));
  const peers = [...awsClis(cloud), ...rclone(cloud)];
  const costs = await inTurn(
    cloud,
    rounds,
    [
      collectTo(cloud, sweepId),
      ...peers.map((peer) => (folder: string) => peer.copyAll(bucket, runsPrefix(sweepId), folder)),
    ],
    async (folder) => {
      const found = await fs.readdir(folder, { recursive: true });
      const models = found.filter((file) => file.endsWith('model.bin')).length;
      if (models !== runs) throw new Error(`${models} of ${runs} runs were collected`);
    },
  );
  return compared(`collect ${count(runs)} × 3 objects`, peers, costs, 3);
}

async function large(cloud: CloudProcess, megabytes: number, rounds: number): Promise<readonly Figure[]> {
  const sweepId = await cloud.launch('collect-large', 1);
  const { bucket, identities } = await fill(cloud, sweepId, 1, () => ({
    'model.bin': Buffer.alloc(megabytes * MB, 'spawn'),
  }));
  const key = `${runFolder(sweepId, 'run-0', identities[0] ?? '')}results/model.bin`;
  const peers = [...awsClis(cloud), ...rclone(cloud)];
  const costs = await inTurn(
    cloud,
    rounds,
    [
      collectTo(cloud, sweepId),
      ...peers.map(
        (peer) => (folder: string) => peer.copyOne(bucket, key, path.join(folder, 'run-0', 'model.bin')),
      ),
    ],
    async (folder) => {
      const { size } = await fs.stat(path.join(folder, 'run-0', 'model.bin'));
      if (size !== megabytes * MB) throw new Error(`${size} bytes were collected`);
    },
  );
  return compared(`collect one object of ${megabytes} MB`, peers, costs, 1);
}

/** Against the fastest AWS CLI so many times as fast; at least as fast as any other. */
function compared(
  name: string,
  peers: readonly Copier[],
  [ours, ...theirs]: readonly CommandCost[],
  least: number,
): readonly Figure[] {
  if (ours === undefined) throw new RangeError('nothing was measured');
  const told = ({ cpu, memory }: CommandCost): string =>
    `${(cpu / 1000).toFixed(1)} s of CPU, ${memory.toFixed(0)} MB`;
  const measured = peers.flatMap((peer, place) => {
    const cost = theirs[place];
    return cost === undefined ? [] : [{ peer, cost }];
  });
  const isAws = ({ peer }: { readonly peer: Copier }): boolean => peer.name.startsWith('aws');
  const fastest = measured.filter(isAws).toSorted((a, b) => a.cost.elapsed - b.cost.elapsed)[0];
  return measured.map((one) => {
    const { cost, peer } = one;
    const bound = one === fastest ? least : isAws(one) ? undefined : 1;
    const ratio = cost.elapsed / ours.elapsed;
    return {
      name: `${name}, against ${peer.name}`,
      value: ours.elapsed / 1000,
      unit: 's',
      against: { name: peer.name, value: cost.elapsed / 1000 },
      ratio,
      ...(bound === undefined ? {} : { gate: `≥ ${bound} × as fast` }),
      ok: bound === undefined || ratio >= bound,
      note: `${told(ours)}; ${peer.name}: ${told(cost)}`,
    };
  });
}

const collect: Bench = {
  name: 'collect',
  quick: false,
  run: async () => {
    const cloud = await startCloudProcess();
    try {
      return [...(await small(cloud, 1_000, 5)), ...(await large(cloud, 500, 5))];
    } finally {
      await cloud.stop();
    }
  },
};

export default [collect];
