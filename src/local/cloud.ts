import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, wallClock } from './clock';
import type { Compute } from './compute/compute';
import { processCompute } from './compute/processes';
import { simulatedCompute } from './compute/simulated';
import { MetadataService } from './metadata/service';
import type { Facts } from './metadata/tree';
import { type Catalog, readCatalog } from './protocols/ec2/catalog';
import { Fleet } from './protocols/ec2/fleet';
import { Directory } from './protocols/iam/directory';
import { ObjectIndex } from './protocols/s3/objects';
import { Vault } from './protocols/s3/vault';
import { dispatch, type Services } from './server/dispatch';
import { GuestDoors } from './server/guest-doors';
import { listenOnLoopback, webServer } from './server/listen';
import type { Request } from './server/request';
import type { Response } from './server/response';
import type { KeyRing } from './signing/principal';
import { type AccountKey, accountKeyIn } from './state/credentials';
import { Ledger } from './state/ledger';
import { claimFolder } from './state/sole';

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
const longestLifeMs = 7 * 24 * 3_600_000;

/**
 * Starts a local cloud on loopback.
 * @throws NoSandbox or StateInUse, in one sentence, when it cannot run here
 */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  const stateFolder = path.resolve(options.stateFolder);
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const claim = await claimFolder(stateFolder);
  const parts = await assemble({ ...options, stateFolder });
  const port = await parts.listen();
  const { key } = parts;
  const running = {
    endpoint: `http://127.0.0.1:${port}`,
    region: defaultRegion,
    accessKeyId: key.accessKeyId,
    secretAccessKey: key.secretAccessKey,
  };
  await writeCloudFile(stateFolder, { pid: process.pid, ...running });
  return {
    ...running,
    async close() {
      await rm(path.join(stateFolder, 'cloud.json'), { force: true });
      await parts.close();
      await new Promise((resolve) => claim.close(resolve));
    },
  };
}

/** Builds the cloud's parts and puts them together. */
async function assemble(options: CloudOptions) {
  const key = await accountKeyIn(options.stateFolder);
  const ledger = new Ledger(options.stateFolder);
  const clock = wallClock;
  const catalog = readCatalog();
  const directory = new Directory(ledger, clock);
  const doors = new GuestDoors();
  let port = options.port;
  const compute: Compute =
    options.compute === 'simulated'
      ? simulatedCompute(clock, simulatedBootMs)
      : await processCompute({ clock, catalog, doors, port: () => port, longestLifeMs });
  const fleet = new Fleet({
    ledger,
    clock,
    compute,
    consistencyLagMs: options.consistencyLagMs,
    ended: (instanceId) => directory.endSessions(instanceId),
  });
  const services = await openServices(options, { key, ledger, clock, compute, catalog, directory, fleet });
  doors.open(
    services,
    new MetadataService((instanceId) => factsOf(services, directory, instanceId), clock.now),
  );
  const server = webServer((request) => answer(services, request));
  return {
    key,
    async listen() {
      port = await listenOnLoopback(server, options.port);
      fleet.recover(options.compute === 'simulated');
      return port;
    },
    async close() {
      await compute.close();
      doors.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      ledger.close();
    },
  };
}

interface Parts {
  readonly key: AccountKey;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly compute: Compute;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly fleet: Fleet;
}

async function openServices(options: CloudOptions, parts: Parts): Promise<Services> {
  const { key, ledger, clock, directory } = parts;
  const index = new ObjectIndex(ledger);
  const vault = new Vault(path.join(options.stateFolder, 'objects'));
  await vault.sweep(new Set([...index.all()].map((object) => object.file)));
  const keys: KeyRing = (accessKeyId) =>
    accessKeyId === key.accessKeyId
      ? { ...key, principal: { kind: 'account', accessKeyId } }
      : directory.key(accessKeyId);
  return {
    keys,
    ec2: {
      clock,
      tokens: ledger.table('client-tokens'),
      fleet: parts.fleet,
      compute: parts.compute,
      catalog: parts.catalog,
      consistencyLagMs: options.consistencyLagMs,
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

function factsOf({ ec2 }: Services, directory: Directory, instanceId: string): Facts | undefined {
  const instance = ec2.fleet.find(instanceId);
  if (instance === undefined) return undefined;
  const roleName = directory.roleOfProfile(instance.profileName);
  return {
    instance,
    userData: ec2.fleet.reservation(instance)?.userData,
    keys: roleName === undefined ? undefined : directory.sessionOf(instanceId, roleName),
    spotNoticeAt: undefined,
    now: ec2.clock.now(),
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
