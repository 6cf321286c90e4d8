import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud } from './cloud';
import { publicWeb } from './internet/public-web';
import { isPartition } from './partition';

/** How long a new instance is not visible: EC2 is eventually consistent, and programs have to handle that. */
const consistencyLagMs = 1_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      port: { type: 'string' },
      partition: { type: 'string', default: 'aws' },
      control: { type: 'boolean' },
      network: { type: 'boolean' },
      environment: { type: 'string', multiple: true },
      compute: { type: 'string', default: 'process' },
    },
  });
  const port = Number(values.port ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('--port needs a number from 0 to 65535.');
  const { partition } = values;
  if (!isPartition(partition)) throw new Error('--partition is aws, aws-cn, aws-us-gov or aws-eusc.');
  const cloud = await startCloud({
    partition,
    stateFolder: values.state ?? defaultFolder(),
    port,
    compute: computeOf(values.compute),
    onImageBuild: () => console.log('Building the image for containers: a minute or more, once.'),
    consistencyLagMs,
    control: values.control === true,
    environments: (values.environment ?? []).map((folder) => path.resolve(folder)),
    ...(values.network === true ? { internet: publicWeb(process.env) } : {}),
  });
  let closing = false;
  const stop = () => {
    if (closing) return;
    closing = true;
    cloud.close().then(
      () => process.exit(0),
      (error: unknown) => refuse(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The parent process can close its end of the pipe; the cloud continues.
  process.stdout.on('error', () => undefined);
  console.log(`The local cloud answers at ${cloud.endpoint}`);
}

function computeOf(word: string): 'processes' | 'containers' {
  switch (word) {
    case 'process':
      return 'processes';
    case 'container':
      return 'containers';
    default:
      throw new Error('--compute needs process or container.');
  }
}

function defaultFolder(): string {
  const { XDG_STATE_HOME: chosen = '' } = process.env;
  const base = path.isAbsolute(chosen) ? chosen : path.join(homedir(), '.local', 'state');
  return path.join(base, 'spawn', 'local');
}

function refuse(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

main().catch(refuse);
