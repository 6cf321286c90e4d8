import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { lock } from 'proper-lockfile';
import type { Connection } from '../engine/connection';
import { Failure } from '../engine/failure';
import { answers, type CloudFile, type ComputeKind, isMissing, readCloudFile } from './cloud-file';
import { localStateFolder } from './folder';
import { checkOwner } from './owner';

export { config as speak } from '@vscode/l10n';
export { interruptLocalInstances } from './interrupt';

/** The kind and the features of a local cloud's instances. */
export interface LocalCloudOptions {
  /** Sandboxed processes by default. */
  readonly compute?: ComputeKind | undefined;
  /** Whether they can access web servers on the Internet, such as package indexes. */
  readonly network: boolean;
  /** Folders with the user's own programs (conda, a venv) that they can read; `~/` is the user's home. */
  readonly environments: readonly string[];
}

/** A running local cloud. */
export interface LocalCloud extends LocalCloudOptions {
  readonly compute: ComputeKind;
  readonly pid: number;
  readonly connection: Connection;
}

/** The folder and program of a local cloud, by default this user's. */
export interface LocalCloudPlace {
  /** Folder with its `cloud.json`. */
  readonly stateFolder: string;
  readonly program: string;
  /** Milliseconds to wait until it answers, or ends. */
  readonly patience: number;
  /** Its start options; none by default. */
  readonly options?: LocalCloudOptions | undefined;
}

/** Milliseconds for a cloud that first has to build an image. */
const buildPatience = 35 * 60_000;

/** This user's own local cloud. */
export const ownPlace = (options?: LocalCloudOptions): LocalCloudPlace => ({
  stateFolder: localStateFolder(),
  program: join(__dirname, 'local.js'),
  patience: options?.compute === 'container' ? buildPatience : 30_000,
  options,
});

/** Milliseconds between two checks of a cloud that is starting or ending. */
const pause = 40;

/** The running local cloud of this user; undefined if there is none. */
export async function findLocalCloud(place: LocalCloudPlace = ownPlace()): Promise<LocalCloud | undefined> {
  const file = await readCloudFile(place.stateFolder);
  return file !== undefined && (await answers(file)) ? cloudOf(file, place) : undefined;
}

/**
 * The local cloud of this user. Starts it (`local.js` next to this bundle, detached) if it isn't running, and waits
 * until it answers. If two callers start it at once, one of them starts it and both get it.
 * @throws Failure with the program's own message: bwrap is missing, or the system isn't Linux.
 */
export async function startLocalCloud(place: LocalCloudPlace = ownPlace()): Promise<LocalCloud> {
  await mkdir(place.stateFolder, { recursive: true, mode: 0o700 });
  await checkOwner(place.stateFolder);
  const release = await lock(place.stateFolder, {
    lockfilePath: join(place.stateFolder, 'start.lock'),
    stale: 10_000,
    retries: { forever: true, minTimeout: pause, maxTimeout: pause * 5, maxRetryTime: place.patience * 2 },
  });
  try {
    return (await findLocalCloud(place)) ?? (await launch(place));
  } finally {
    await release();
  }
}

/** Ends the cloud and every instance in it, and waits until it has ended. Its state is kept for the next start. */
export async function stopLocalCloud(
  cloud: Pick<LocalCloud, 'pid'>,
  place: Pick<LocalCloudPlace, 'patience'> = ownPlace(),
): Promise<void> {
  if (!signal(cloud.pid, 'SIGTERM')) return;
  const deadline = Date.now() + place.patience;
  while (await isAlive(cloud.pid)) {
    if (Date.now() > deadline) {
      throw new Failure(
        'unavailable',
        'LocalCloudStays',
        t(
          "The local cloud (process {0}) doesn't stop. Its instances might still be running: end the process manually.",
          cloud.pid,
        ),
      );
    }
    await delay(pause);
  }
}

function cloudOf(file: CloudFile, place: LocalCloudPlace): LocalCloud {
  const { endpoint, region, accessKeyId, secretAccessKey } = file;
  return {
    pid: file.pid,
    compute: file.compute,
    network: file.network,
    environments: file.environments,
    connection: {
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      // Keeps the journals of the local cloud separate from those of AWS.
      stateFolder: join(place.stateFolder, 'client'),
      // Instances have their own addresses, and the port of the cloud.
      sshPort: Number(new URL(endpoint).port),
    },
  };
}

async function launch(place: LocalCloudPlace): Promise<LocalCloud> {
  const logFile = join(place.stateFolder, 'local.log');
  const log = await open(logFile, 'a', 0o600);
  const { size: before } = await stat(logFile);
  try {
    const child = spawn(process.execPath, [place.program, '--state', place.stateFolder, ...flagsOf(place)], {
      detached: true,
      // It can run longer than the working directory of the process that starts it exists.
      cwd: place.stateFolder,
      stdio: ['ignore', log.fd, log.fd],
      // In VS Code, the program that runs this code is Electron.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    child.unref();
    const gone = new AbortController();
    const exit = once(child, 'exit', { signal: gone.signal }).then(
      () => 'exited' as const,
      (error: unknown) => (gone.signal.aborted ? ('exited' as const) : Promise.reject(error)),
    );
    try {
      return await firstAnswer(place, exit, logFile, before);
    } catch (error) {
      child.kill();
      throw error;
    } finally {
      gone.abort();
    }
  } finally {
    await log.close();
  }
}

function flagsOf({ options }: LocalCloudPlace): readonly string[] {
  const { compute = 'process', environments = [], network = false } = options ?? {};
  return [
    ...(compute === 'process' ? [] : ['--compute', compute]),
    ...(network ? ['--network'] : []),
    ...environments.flatMap((folder) => ['--environment', fromHome(folder)]),
  ];
}

/** Resolves `~/miniconda3`, which no shell has expanded. */
const fromHome = (folder: string): string =>
  folder === '~' || folder.startsWith('~/') ? join(homedir(), folder.slice(1)) : folder;

async function firstAnswer(
  place: LocalCloudPlace,
  exit: Promise<'exited'>,
  logFile: string,
  before: number,
): Promise<LocalCloud> {
  const deadline = Date.now() + place.patience;
  while (Date.now() < deadline) {
    const cloud = await findLocalCloud(place);
    if (cloud !== undefined) return cloud;
    if ((await Promise.race([exit, delay(pause)])) === 'exited') {
      throw new Failure('unavailable', 'LocalCloudNotStarted', await lastWords(logFile, before));
    }
  }
  throw new Failure(
    'unavailable',
    'LocalCloudSilent',
    t("The local cloud was started, but doesn't respond. Nothing was launched. See {0}.", logFile),
  );
}

/** The error message of a program that refused to start. */
async function lastWords(logFile: string, before: number): Promise<string> {
  const said = (await readFile(logFile)).subarray(before).toString('utf8').trim();
  return said.split('\n').at(-1) || t('The local cloud ended right after it was started. See {0}.', logFile);
}

/** False if the process doesn't exist or no longer exists. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (hasNoProcess(error)) return false;
    throw error;
  }
}

/** A zombie process counts as ended, although its PID still exists. */
async function isAlive(pid: number): Promise<boolean> {
  if (!signal(pid, 0)) return false;
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    return !/^\) Z/.test(status.slice(status.lastIndexOf(')')));
  } catch (error) {
    if (isMissing(error) || hasNoProcess(error)) return false;
    throw error;
  }
}

/** The kernel's error for a signal, and for reading `/proc` of a process that ends in the meantime. */
const hasNoProcess = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ESRCH';
