import type { TimerClock } from '../clock';
import type { InternetAccess } from '../internet/internet-access';
import type { Catalog } from '../protocols/ec2/catalog';
import type { MachineEvent } from './compute';
import type { ConsoleBuffer } from './console-buffer';
import type { GuestServices, NetworkOptions } from './network';

/** Options of all kinds of compute. */
export interface ComputeOptions {
  readonly clock: TimerClock;
  readonly catalog: Catalog;
  readonly guestServices: GuestServices;
  /** The port of the cloud; read when an instance starts. */
  readonly port: () => number;
  /** The maximum number of instances that run jobs at the same time; by default, it depends on the number of cores. */
  readonly slots?: number;
  /** Milliseconds after which an instance is ended, even if it is busy. */
  readonly longestLifeMs: number;
  /** Certificate, in PEM, of the authority that issues certificates for AWS's host names here. */
  readonly authority: string;
  /** Folder with additional files for every instance; can be missing. */
  readonly imageFolder: string;
  /** Folders with the user's own programs, which containers can't have. */
  readonly environments: readonly string[];
  /** Other hosts that instances can access. */
  readonly internet: InternetAccess | undefined;
}

/** Properties of all kinds of machines. */
export interface MachineOptions {
  readonly instanceId: string;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly network: NetworkOptions;
  readonly guestServices: GuestServices;
  readonly console: ConsoleBuffer;
  readonly report: (event: MachineEvent) => void;
  /** Its user data has finished; the instance keeps running. */
  readonly settled: () => void;
}
