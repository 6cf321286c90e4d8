import type { TimerClock } from '../clock';
import type { Catalog } from '../protocols/ec2/catalog';
import type { SshDoors } from '../ssh/doors';
import type { Doors } from './network';

/** What a cloud passes to its compute backend. */
export interface ComputeParts {
  readonly clock: TimerClock;
  readonly catalog: Catalog;
  /** What answers instances. */
  readonly doors: Doors;
  /** Certificate, in PEM, of the authority that issues certificates for AWS's host names here. */
  readonly authority: string;
  /** What answers ssh for them. */
  readonly ssh: SshDoors;
  /** The cloud's port; asked for when an instance starts. */
  readonly port: () => number;
}
