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

export declare function startCloud(options: CloudOptions): Promise<RunningCloud>;
