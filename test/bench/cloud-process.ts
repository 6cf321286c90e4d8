import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Connection } from '../../src/engine/connection';
import type { Engine, LaunchRequest } from '../../src/engine/engine';
import type { Cloud } from '../../src/engine/ports';
import { engineOn, hastyClock } from '../engine-on';
import { requestFor } from './simulation';

/** A local cloud that runs next to this process, without request limits. */
export interface CloudProcess {
  readonly pid: number;
  /** For whatever it takes: results, journals. Removed at the end. */
  readonly folder: string;
  readonly connection: Connection & {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: NonNullable<Connection['credentials']>;
  };
  /** Launches a sweep of so many runs and answers its id once each has its instance, and its name unless `named` is false. */
  launch(
    name: string,
    size: number,
    options?: { readonly regions?: readonly string[]; readonly named?: boolean },
  ): Promise<string>;
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
    launch: (name, size, { named = true, regions } = {}) =>
      launchAll(connection, requestFor(name, size, regions), named),
    hastyEngine: () => engineOn(connection, hastyClock),
    stop: async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
      await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function launchAll(connection: Connection, request: LaunchRequest, named: boolean): Promise<string> {
  const { engine } = engineOn(connection, hastyClock);
  try {
    const preview = await engine.preview(request);
    await engine.launch(preview, () => undefined);
    if (named) await engine.settle();
    return preview.sweepId;
  } finally {
    engine.dispose();
  }
}
