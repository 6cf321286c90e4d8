import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import priceTable from '../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../src/aws/cloud';
import type { Clock } from '../../src/engine/clock';
import { runProgram } from '../../src/engine/connect/run-program';
import type { Connection } from '../../src/engine/connection';
import { createEngine } from '../../src/engine/create';
import type { Engine, LaunchRequest } from '../../src/engine/engine';
import type { Cloud } from '../../src/engine/ports';
import { openAccountDisk } from '../../src/engine/record/account-disk';
import { newSelf } from '../../src/engine/self';
import { systemClock } from '../../src/engine/system-clock';
import { requestFor } from './simulation';

/** A local cloud that runs beside this process, without request limits. */
export interface CloudProcess {
  readonly pid: number;
  /** For whatever it takes: results, journals. Removed at the end. */
  readonly folder: string;
  readonly connection: Connection & {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: NonNullable<Connection['credentials']>;
  };
  /** Launches a sweep of so many runs and answers its id once each has its instance. */
  launch(name: string, size: number, regions?: readonly string[]): Promise<string>;
  /** An engine for which waiting takes no time, and the counter of its calls. */
  hastyEngine(): { readonly engine: Engine; readonly cloud: Cloud };
  stop(): Promise<void>;
}

export async function startCloudProcess(): Promise<CloudProcess> {
  const folder = await fs.mkdtemp(path.join(tmpdir(), 'spawn-bench-'));
  const child = spawn(process.execPath, ['out/bench/children/cloud.js', path.join(folder, 'cloud')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line]: string[] = await once(lines, 'line');
  const { accessKeyId, endpoint, region, secretAccessKey } = JSON.parse(line ?? '{}');
  const connection = {
    endpoint: String(endpoint),
    region: String(region),
    credentials: { accessKeyId: String(accessKeyId), secretAccessKey: String(secretAccessKey) },
    stateFolder: path.join(folder, 'state'),
  };
  return {
    pid: child.pid ?? 0,
    folder,
    connection,
    launch: (name, size, regions) => launchAll(connection, requestFor(name, size, regions)),
    hastyEngine: () => hastyEngine(connection),
    stop: async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
      await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** This cloud has no request limits, so the engine need not keep them; leases are renewed in their own time. */
const hasty: Clock = {
  now: () => systemClock.now(),
  sleep: (milliseconds, signal) =>
    systemClock.sleep(milliseconds === LEASE_RENEWAL_MS ? milliseconds : 1, signal),
};
const LEASE_RENEWAL_MS = 20_000;

function hastyEngine(connection: Connection): { readonly engine: Engine; readonly cloud: Cloud } {
  const cloud = awsCloud(connection, hasty, priceTable);
  const engine = createEngine({
    cloud,
    diskOf: (account) => openAccountDisk(connection.stateFolder ?? '', account),
    loginFolder: connection.stateFolder ?? '',
    run: runProgram,
    clock: hasty,
    random: Math.random,
    self: newSelf(),
  });
  return { engine, cloud };
}

async function launchAll(connection: Connection, request: LaunchRequest): Promise<string> {
  const { engine } = hastyEngine(connection);
  try {
    const preview = await engine.preview(request);
    await engine.launch(preview, request, () => undefined);
    await engine.settle();
    return preview.sweepId;
  } finally {
    engine.dispose();
  }
}
