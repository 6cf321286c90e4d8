import type { ComputeBackend } from './compute/compute';
import type { ComputeParts } from './compute/parts';
import type { Outside } from './outside/outside';
import type { PartitionName } from './partition';
import type { Decision } from './protocols/iam/authority';

/** How a local cloud is run. */
export interface CloudOptions {
  /** Folder for its state; made with mode 0700. State survives a restart. */
  readonly stateFolder: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * What instances are: `processes` in sandboxes; `containers`, booted systems, for root alone; `simulated`, state without a
   * body, or machines of their own, for tests.
   */
  readonly compute:
    | 'processes'
    | 'containers'
    | 'simulated'
    | ((parts: ComputeParts) => Promise<ComputeBackend>);
  /** Milliseconds until a launched instance shows in DescribeInstances, as on AWS. */
  readonly consistencyLagMs: number;
  /** Told before the image of `containers` is built, which takes a minute or more. */
  readonly onImageBuild?: () => void;
  /** Instances that run at once, unless they are simulated; by default twice the cores, at least 4 and at most 20. */
  readonly slots?: number;
  /** Seconds of the cloud's clock in one of the wall's; 1 by default. Instances with processes live by the wall's. */
  readonly clockRate?: number;
  /** Milliseconds until EC2 knows a new instance profile; by default the consistency lag, and 0 with `simulated`. */
  readonly iamPropagationMs?: number;
  /** vCPUs that may run in a region at a time. */
  readonly quotas?: { readonly onDemandVcpus?: number; readonly spotVcpus?: number };
  /** Whether a launch gets as many instances as there is room for (as on EC2), or MinCount of them alone; `most` by default. */
  readonly fills?: 'most' | 'least';
  /** Zones whose default subnet someone has deleted; none by default. */
  readonly zonesWithoutSubnet?: readonly string[];
  /** AWS's request limits, by the cloud's clock; by default not with `simulated`, since such tests often run on clocks of their own. */
  readonly throttling?: boolean;
  /** Whether AWS's own host names lead to the cloud inside instances with `processes`, where that is possible; on by default. */
  readonly hostNames?: boolean;
  /** Bytes that one instance may keep in S3; 32 GiB by default. */
  readonly bytesPerInstance?: number;
  /** What instances may reach besides, where AWS's host names lead to the cloud; nothing by default. */
  readonly outside?: Outside;
  /** Folders with programs of the user's, such as conda or a venv, that instances see read-only, and use first. */
  readonly environments?: readonly string[];
  /** The part of AWS that the cloud answers as; `aws` by default. */
  readonly partition?: PartitionName;
  /** Regions that the account has enabled, of those that it has to enable first; none by default. */
  readonly optedIn?: readonly string[];
  /** Hears what policies were asked, and what they said. */
  readonly decided?: (decision: Decision) => void;
  /** Whether `POST /_spawn/control` is there; off by default. */
  readonly control?: boolean;
}
