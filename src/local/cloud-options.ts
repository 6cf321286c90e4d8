import type { ComputeBackend } from './compute/compute';
import type { ComputeParts } from './compute/parts';
import type { InternetAccess } from './internet/internet-access';
import type { PartitionName } from './partition';
import type { Decision } from './protocols/iam/authority';

/** Options of a local cloud. */
export interface CloudOptions {
  /** Folder for its state, created with mode 0700. The state survives a restart. */
  readonly stateFolder: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * The kind of instances: `processes` in sandboxes; `containers`, booted systems, which require root; `simulated`,
   * state without processes; or custom machines, for tests.
   */
  readonly compute:
    | 'processes'
    | 'containers'
    | 'simulated'
    | ((parts: ComputeParts) => Promise<ComputeBackend>);
  /** Milliseconds until DescribeInstances returns a new instance, as on AWS. */
  readonly consistencyLagMs: number;
  /** Called before the image of `containers` is built, which takes a minute or more. */
  readonly onImageBuild?: () => void;
  /**
   * The maximum number of instances that run at the same time, unless they are simulated; by default twice the number
   * of cores, at least 4 and at most 20.
   */
  readonly slots?: number;
  /** Seconds of the cloud's clock per second of the system clock; 1 by default. Instances with processes always use the system clock. */
  readonly clockRate?: number;
  /** Milliseconds until a new instance profile is visible to EC2; by default the consistency delay, and 0 with `simulated`. */
  readonly iamPropagationMs?: number;
  /** Maximum number of running vCPUs in a region. */
  readonly quotas?: { readonly onDemandVcpus?: number; readonly spotVcpus?: number };
  /** Whether a launch creates as many instances as capacity allows (as on EC2), or only MinCount; `most` by default. */
  readonly fills?: 'most' | 'least';
  /** Zones whose default subnet has been deleted; none by default. */
  readonly zonesWithoutSubnet?: readonly string[];
  /** AWS's request limits, by the cloud's clock. Off by default with `simulated`, since such tests often use their own clocks. */
  readonly throttling?: boolean;
  /** Whether AWS's host names resolve to the cloud inside instances with `processes`, if possible; on by default. */
  readonly hostNames?: boolean;
  /** Maximum bytes of one instance's objects in S3; 32 GiB by default. */
  readonly bytesPerInstance?: number;
  /** Other hosts that instances can access if AWS's host names resolve to the cloud; none by default. */
  readonly internet?: InternetAccess;
  /** Folders with the user's own programs, such as conda or a venv, which instances can read and which come first in PATH. */
  readonly environments?: readonly string[];
  /** The AWS partition that the cloud belongs to; `aws` by default. */
  readonly partition?: PartitionName;
  /** Enabled regions, of those that an account has to enable first; none by default. */
  readonly optedIn?: readonly string[];
  /** Receives each policy evaluation and its result. */
  readonly decided?: (decision: Decision) => void;
  /** Whether `POST /_spawn/control` is available; off by default. */
  readonly control?: boolean;
}
