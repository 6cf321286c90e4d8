import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assemble } from './assemble';
import type { Control } from './control/control';
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
  /** Instances that run at once, with `processes`; by default twice the cores, at least 4 and at most 20. */
  readonly slots?: number;
  /** Seconds of the cloud's clock in one of the wall's; 1 by default. Instances with processes live by the wall's. */
  readonly clockRate?: number;
  /** Milliseconds until EC2 knows a new instance profile; by default the consistency lag with `processes`, else 0. */
  readonly iamPropagationMs?: number;
  /** vCPUs that may run in a region at a time. */
  readonly quotas?: { readonly onDemandVcpus?: number; readonly spotVcpus?: number };
  /** AWS's request limits, by the cloud's clock; by default with `processes` alone, since tests often run on clocks of their own. */
  readonly throttling?: boolean;
  /** Whether `POST /_spawn/control` is there; off by default. */
  readonly control?: boolean;
}

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
}

const defaultRegion = 'us-east-1';

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
    const address: Omit<CloudFile, 'pid'> = {
      endpoint: `http://127.0.0.1:${port}`,
      region: defaultRegion,
      accessKeyId: parts.key.accessKeyId,
      secretAccessKey: parts.key.secretAccessKey,
    };
    await writeCloudFile(stateFolder, { pid: process.pid, ...address });
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
