import type { TimerClock } from '../clock';
import type { Outside } from '../outside/outside';
import type { Catalog } from '../protocols/ec2/catalog';
import type { MachineEvent } from './compute';
import type { ConsoleBuffer } from './console-buffer';
import type { Doors, NetworkOptions } from './network';

/** What every kind of compute is given. */
export interface ComputeOptions {
  readonly clock: TimerClock;
  readonly catalog: Catalog;
  readonly doors: Doors;
  /** The cloud's port; asked for when an instance starts. */
  readonly port: () => number;
  /** How many instances work at once; by default as many as the cores allow. */
  readonly slots?: number;
  /** Milliseconds after which an instance is ended, even if it is busy. */
  readonly longestLifeMs: number;
  /** Certificate, in PEM, of the authority that issues certificates for AWS's host names here. */
  readonly authority: string;
  /** Folder of files that every instance has besides; may be missing. */
  readonly imageFolder: string;
  /** Folders of the user's own programs, which containers cannot have. */
  readonly environments: readonly string[];
  /** What instances may reach besides. */
  readonly outside: Outside | undefined;
}

/** What every kind of machine is made of. */
export interface MachineOptions {
  readonly instanceId: string;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly network: NetworkOptions;
  readonly doors: Doors;
  readonly console: ConsoleBuffer;
  readonly report: (event: MachineEvent) => void;
  /** Its user data has finished; the instance keeps running. */
  readonly settled: () => void;
}
