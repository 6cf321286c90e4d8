import type { TimerClock } from '../clock';
import type { Catalog } from '../protocols/ec2/catalog';
import type { SshServers } from '../ssh/ssh-servers';
import type { GuestServices } from './network';

/** The inputs of a compute backend. */
export interface ComputeParts {
  readonly clock: TimerClock;
  readonly catalog: Catalog;
  /** Handlers for connections of instances. */
  readonly guestServices: GuestServices;
  /** Certificate, in PEM, of the authority that issues certificates for AWS's host names here. */
  readonly authority: string;
  /** The SSH server for instances. */
  readonly ssh: SshServers;
  /** The port of the cloud; read when an instance starts. */
  readonly port: () => number;
}
