import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assemble } from './assemble';
import type { CloudOptions } from './cloud-options';
import type { Control } from './control/control';
import { lockFolder } from './state/folder-lock';

/** A local cloud that listens on 127.0.0.1. Also written to `<stateFolder>/cloud.json` (mode 0600) as `CloudFile`. */
export interface RunningCloud {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Controls faults and time, for tests in the same process. */
  readonly control: Control;
  /** Stops listening and ends every process that it has started. */
  close(): Promise<void>;
}

/** The content of `cloud.json`: how this user's clients find the running cloud. */
export interface CloudFile {
  readonly pid: number;
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The kind of its instances: `processes`, `containers`, or another kind for tests. */
  readonly compute: string;
  /** Whether instances may reach the Internet. */
  readonly network: boolean;
  /** Folders with the user's own programs that instances can read. */
  readonly environments: readonly string[];
}

/**
 * Starts a local cloud on loopback.
 * @throws NoSandbox or StateInUse, with one sentence, if it cannot run here
 */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  const stateFolder = path.resolve(options.stateFolder);
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const claim = await lockFolder(stateFolder);
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
    const { environments = [], internet } = options;
    const { pid } = process;
    const compute = typeof options.compute === 'string' ? options.compute : 'own';
    const network = internet !== undefined;
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
