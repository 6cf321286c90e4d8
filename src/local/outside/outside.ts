import type { Socket } from 'node:net';

/** The network that this computer is on, as far as instances may use it: web servers, by their names. */
export interface Outside {
  /** Whether there is such a host. */
  knows(name: string): Promise<boolean>;
  /** @throws Error where it cannot be reached, or is not to be */
  connect(name: string, port: number): Promise<Socket>;
}
