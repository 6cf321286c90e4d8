import type { TimerClock } from '../clock';
import type { Catalog } from '../protocols/ec2/catalog';
import type { SshDoors } from '../ssh/doors';
import type { Doors } from './network';

/** The inputs of a compute backend. */
export interface ComputeParts {
  readonly clock: TimerClock;
  readonly catalog: Catalog;
  /** Handlers for connections of instances. */
  readonly doors: Doors;
  /** Certificate, in PEM, of the authority that issues certificates for AWS's host names here. */
  readonly authority: string;
  /** The SSH server for instances. */
  readonly ssh: SshDoors;
  /** The port of the cloud; read when an instance starts. */
  readonly port: () => number;
}
