// A cloud whose instances are counted and not run, with a thousand runs over three regions: for windows that watch them.
import { createInterface } from 'node:readline';
import { statusFolder } from '../../src/agent/record';
import { startCloud } from '../../src/local/cloud';
import { engineOn, hastyClock } from '../engine-on';
import { sweepOf } from '../sample-sweep';

const size = 1_000;
const regions = ['us-east-1', 'us-west-2', 'eu-central-1'];

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
  const credentials = { accessKeyId, secretAccessKey };
  const { cloud, engine } = engineOn(
    { endpoint, region, credentials, stateFolder: `${folder}/state` },
    hastyClock,
  );
  const runs = sweepOf(size).runs.map((run) => ({
    ...run,
    name: `lr-${(run.index / size).toFixed(3)}`,
    settings: { ...run.settings, region: regions[run.index % regions.length] ?? region },
  }));
  const sweep = { name: 'thousand', runs };
  const request = { sweep, fileName: 'thousand.sweep.yaml', fileText: 'params: []\n', region };
  const preview = await engine.preview(request);
  const { view } = await engine.launch(preview, () => undefined);
  await engine.settle();
  const store = cloud.store(view.bucket ?? '', region);
  const launched = await engine.view(view.id);
  process.stdout.write(
    `${JSON.stringify({ endpoint, region, accessKeyId, secretAccessKey, sweepId: view.id })}\n`,
  );
  for await (const line of createInterface({ input: process.stdin })) {
    const [state = '', from = '0', to = '0'] = line.split(' ');
    for (const { index, instanceId } of launched.runs.slice(Number(from), Number(to))) {
      const status = `${index}.1.${state}.${state === 'succeeded' ? 0 : 1}.0`;
      await store.write(`${statusFolder(view.id, `AROATEST:${instanceId}`)}${status}`, '{}');
    }
  }
  engine.dispose();
  await running.close();
}

void main();
