import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assemble } from './assemble';
import type { CloudOptions } from './cloud-options';
import type { Control } from './control/control';
import { claimFolder } from './state/sole';

/** A local cloud that answers on 127.0.0.1. Also written to `<stateFolder>/cloud.json` (mode 0600) as `CloudFile`. */
export interface RunningCloud {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Faults and time, for tests in the same process. */
  readonly control: Control;
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
  /** What its instances are: `processes`, `containers`, or for tests something else. */
  readonly compute: string;
  /** Whether instances may reach the Internet. */
  readonly network: boolean;
  /** Folders of the user's own programs that instances see. */
  readonly environments: readonly string[];
}

/**
 * Starts a local cloud on loopback.
 * @throws NoSandbox or StateInUse, in one sentence, when it cannot run here
 */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  const stateFolder = path.resolve(options.stateFolder);
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const claim = await claimFolder(stateFolder);
  const release = () => new Promise<void>((resolve) => claim.close(() => resolve()));
  try {
    const parts = await assemble({ ...options, stateFolder });
    const port = await parts.listen();
    const address = {
      endpoint: `http://127.0.0.1:${port}`,
      region: parts.region,
      accessKeyId: parts.key.accessKeyId,
      secretAccessKey: parts.key.secretAccessKey,
    };
    const { environments = [], outside } = options;
    const { pid } = process;
    const compute = typeof options.compute === 'string' ? options.compute : 'own';
    const network = outside !== undefined;
    await writeCloudFile(stateFolder, { pid, ...address, compute, network, environments });
    return {
      ...address,
      control: parts.control,
      async close() {
        await rm(path.join(stateFolder, 'cloud.json'), { force: true });
        await parts.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function writeCloudFile(folder: string, content: CloudFile): Promise<void> {
  const file = path.join(folder, 'cloud.json');
  await writeFile(`${file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
