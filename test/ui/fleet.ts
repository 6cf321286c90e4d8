// A cloud whose instances are counted and not run, with a thousand runs over three regions: for windows that watch them.
import { createInterface } from 'node:readline';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { statusPrefix } from '../../src/agent/record';
import { awsCloud } from '../../src/aws/cloud';
import type { Clock } from '../../src/engine/clock';
import { runProgram } from '../../src/engine/connect/run-program';
import { createEngine } from '../../src/engine/create';
import { openAccountDisk } from '../../src/engine/record/account-disk';
import { newSelf } from '../../src/engine/self';
import { systemClock } from '../../src/engine/system-clock';
import { startCloud } from '../../src/local/cloud';
import { sweepOf } from '../sample-sweep';

const size = 1_000;
const regions = ['us-east-1', 'us-west-2', 'eu-central-1'];

/** Nothing here has request limits: only leases are renewed in their own time. */
const hasty: Clock = {
  now: () => systemClock.now(),
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds === 20_000 ? milliseconds : 1, signal),
};

/** Usage: fleet.js FOLDER. A line `succeeded 0 50` on stdin ends the jobs of runs 0 to 49 so; the end of stdin ends all. */
async function main(): Promise<void> {
  const [folder = ''] = process.argv.slice(2);
  const running = await startCloud({
    stateFolder: `${folder}/cloud`,
    port: 0,
    compute: 'simulated',
    consistencyLagMs: 0,
    throttling: false,
    quotas: { onDemandVcpus: 1_000_000 },
  });
  const { accessKeyId, endpoint, region, secretAccessKey } = running;
  const connection = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const cloud = awsCloud(connection, hasty, priceTable);
  const engine = createEngine({
    cloud,
    diskOf: (account) => openAccountDisk(`${folder}/state`, account),
    loginFolder: folder,
    run: runProgram,
    clock: hasty,
    random: Math.random,
    self: newSelf(),
  });
  const runs = sweepOf(size).runs.map((run) => ({
    ...run,
    name: `lr-${(run.index / size).toFixed(3)}`,
    settings: { ...run.settings, region: regions[run.index % regions.length] ?? region },
  }));
  const sweep = { name: 'thousand', runs };
  const request = { sweep, fileName: 'thousand.sweep.yaml', fileText: 'params: []\n', region };
  const preview = await engine.preview(request);
  const { view } = await engine.launch(preview, request, () => undefined);
  await engine.settle();
  const store = cloud.store(view.bucket ?? '', region);
  process.stdout.write(
    `${JSON.stringify({ endpoint, region, accessKeyId, secretAccessKey, sweepId: view.id })}\n`,
  );
  for await (const line of createInterface({ input: process.stdin })) {
    const [state = '', from = '0', to = '0'] = line.split(' ');
    for (let index = Number(from); index < Number(to); index += 1)
      await store.write(`${statusPrefix(view.id)}${index}.${state}.${state === 'succeeded' ? 0 : 1}`, '{}');
  }
  engine.dispose();
  await running.close();
}

void main();
