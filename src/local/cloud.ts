import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, wallClock } from './clock';
import type { Compute } from './compute/compute';
import { simulatedCompute } from './compute/simulated';
import { readCatalog } from './protocols/ec2/catalog';
import { Fleet } from './protocols/ec2/fleet';
import { Directory } from './protocols/iam/directory';
import { ObjectIndex } from './protocols/s3/objects';
import { Vault } from './protocols/s3/vault';
import { dispatch, type Services } from './server/dispatch';
import { listenOnLoopback, webServer } from './server/listen';
import type { Request } from './server/request';
import type { Response } from './server/response';
import type { KeyRing } from './signing/principal';
import { type AccountKey, accountKeyIn } from './state/credentials';
import { Ledger } from './state/ledger';

/** How a local cloud is run. */
export interface CloudOptions {
  /** Folder for its state; made with mode 0700. State survives a restart. */
  readonly stateFolder: string;
  /** 0: any free port. */
  readonly port: number;
  /** `processes`: real sandboxes; `simulated`: state only, for tests. */
  readonly compute: 'processes' | 'simulated';
  /** Milliseconds until a launched instance shows in DescribeInstances, as on AWS. */
  readonly consistencyLagMs: number;
}

/** A local cloud that answers on 127.0.0.1. Also written to `<stateFolder>/cloud.json` (mode 0600) as `CloudFile`. */
export interface RunningCloud {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Stops serving and ends every process it started. */
  close(): Promise<void>;
}

/** What `cloud.json` holds: how this user's clients find the cloud that runs. */
export interface CloudFile {
  readonly pid: number;
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const defaultRegion = 'us-east-1';
const simulatedBootMs = 50;

/**
 * Starts a local cloud on loopback.
 * @throws Error in one sentence when it cannot run here
 */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  await mkdir(options.stateFolder, { recursive: true, mode: 0o700 });
  const key = await accountKeyIn(options.stateFolder);
  const ledger = new Ledger(options.stateFolder);
  const clock = wallClock;
  const compute: Compute = simulatedCompute(clock, simulatedBootMs);
  const services = await openServices(options, { ledger, clock, compute, key });
  const server = webServer((request) => answer(services, request));
  const port = await listenOnLoopback(server, options.port);
  const address = { endpoint: `http://127.0.0.1:${port}`, region: defaultRegion };
  const running = { ...address, accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey };
  await writeCloudFile(options.stateFolder, { pid: process.pid, ...running });
  return {
    ...running,
    async close() {
      await rm(path.join(options.stateFolder, 'cloud.json'), { force: true });
      await compute.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      ledger.close();
    },
  };
}

interface Parts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly compute: Compute;
  readonly key: AccountKey;
}

async function openServices(
  options: CloudOptions,
  { ledger, clock, compute, key }: Parts,
): Promise<Services> {
  const { consistencyLagMs } = options;
  const directory = new Directory(ledger, clock);
  const index = new ObjectIndex(ledger);
  const vault = new Vault(path.join(options.stateFolder, 'objects'));
  await vault.sweep(new Set([...index.all()].map((object) => object.file)));
  const fleet = new Fleet({ ledger, clock, compute, consistencyLagMs });
  fleet.recover(options.compute === 'simulated');
  const keys: KeyRing = (accessKeyId) =>
    accessKeyId === key.accessKeyId
      ? { ...key, principal: { kind: 'account', accessKeyId } }
      : directory.key(accessKeyId);
  return {
    keys,
    ec2: {
      clock,
      tokens: ledger.table('client-tokens'),
      fleet,
      compute,
      catalog: readCatalog(),
      consistencyLagMs,
      hasInstanceProfile: (name) => directory.isUsableProfile(name),
    },
    s3: {
      clock,
      index,
      vault,
      authorize: (verified, action, resource, conditions = {}) =>
        directory.authorize(verified.principal, { action, resource, conditions }),
    },
    iam: { clock, directory, propagationMs: 0 },
  };
}

async function answer(services: Services, request: Request): Promise<Response> {
  if (request.rawPath === '/_spawn/health')
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pid: process.pid }),
    };
  return dispatch(services, request);
}

async function writeCloudFile(folder: string, content: CloudFile): Promise<void> {
  const file = path.join(folder, 'cloud.json');
  await writeFile(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
