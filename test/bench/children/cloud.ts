// A local cloud without instances' processes, in a process of its own: what it does is not counted as the client's.
import { startCloud } from '../../../src/local/cloud';

async function main(): Promise<void> {
  const [stateFolder] = process.argv.slice(2);
  if (stateFolder === undefined) throw new Error('usage: cloud.js FOLDER');
  const cloud = await startCloud({
    stateFolder,
    port: 0,
    compute: 'simulated',
    consistencyLagMs: 0,
    throttling: false,
    quotas: { onDemandVcpus: 1_000_000 },
  });
  const { accessKeyId, endpoint, region, secretAccessKey } = cloud;
  process.stdout.write(`${JSON.stringify({ accessKeyId, endpoint, region, secretAccessKey })}\n`);
  // Ends with whoever started it.
  process.stdin.on('end', () => void cloud.close().then(() => process.exit(0)));
  process.stdin.resume();
}

void main();
